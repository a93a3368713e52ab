import type { HookStandIns } from "../../../scenario/authoring/hook-stand-in.js";
import type { ChosenFile } from "../dom/chosen-file.js";
import type { DomDocument, DomElement, DomParent } from "./dom.js";
import type { PollRequest } from "./wire/long-poll-transport.js";
import type { OpenTransport } from "./wire/transport.js";

/** What the user has typed, chosen and checked: the state of form controls besides their attributes. */
export interface ControlStates {
  value(control: DomElement): string;
  setValue(control: DomElement, value: string): void;
  checked(input: DomElement): boolean;
  setChecked(input: DomElement, checked: boolean): void;
  selected(option: DomElement): boolean;
  setSelected(option: DomElement, selected: boolean): void;
  files(input: DomElement): readonly ChosenFile[];
  clearFiles(input: DomElement): void;
  form(control: DomElement): DomElement | null;
  /** All controls of the form, wherever they stand, in the document's order. */
  controls(form: DomElement): readonly DomElement[];
  /** What the form would submit by this button, without files. */
  entries(form: DomElement, submitter: DomElement | null | undefined): readonly (readonly [name: string, value: string])[];
}

/** The document with its views, and what they need of the page around them. */
export interface LiveViewHost {
  readonly document: DomDocument;
  readonly controls: ControlStates;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** The page's address at this moment. */
  url(): string;
  /** The element with the focus; `null` is the body. */
  focused(): DomElement | null;
  /** Moves the focus, with its events. */
  focus(element: DomElement): void;
  blur(): void;
  isVisible(element: DomElement): boolean;
  /** A fragment with these nodes, which belongs to the document but is not part of it. */
  parse(html: string): DomParent;
  /** Dispatches an event as a script does, with what the browser does by default. */
  dispatch(element: DomElement, type: string): void;
  /** Loads another document in place of this one. */
  load(url: string): void;
  reload(): void;
  /** Submits the form as it is, without events. */
  submit(form: DomElement, submitter: DomElement | null | undefined): void;
  /** `history.pushState`, `history.replaceState`. */
  changeLocation(kind: "push" | "replace", url: string, state: unknown): void;
  historyState(): unknown;
  /** `document.cookie = …` */
  setCookie(text: string): void;
  /** The views have changed the document. */
  changed(): void;
  /** An error that the page's script would have thrown. */
  failed(error: Error): void;
  readonly openWebSocket: OpenTransport;
  readonly pollRequest: PollRequest;
  /** What lasts as long as the page's tab, whatever document it shows. */
  readonly tab: TabMemory;
  readonly settings: LiveViewSettings;
  /** The scenario's stand-ins for client hooks. */
  readonly hooks: HookStandIns;
  readonly telemetry: LiveViewTelemetry;
}

/** What the official client keeps in the storages of the browser. */
export interface TabMemory {
  readonly reloads: Map<string, number>;
  historyPosition: number;
  /** Long polling worked where a WebSocket did not. */
  usesLongPolling: boolean;
  /** From 0 to 1, of the user's own sequence. */
  random(): number;
}

/** How the site's script creates its LiveSocket; the defaults are those of Phoenix's generator. */
export interface LiveViewSettings {
  /** Default `/live`. */
  readonly path: string;
  readonly transport: "websocket" | "longpoll";
  /** After this time without an answer, long polling is tried; `undefined` never. */
  readonly longPollFallbackMs: number | undefined;
  readonly reloadJitterMs: readonly [min: number, max: number];
}

export interface LiveViewTelemetry {
  /** All views of the document were connected. */
  connected(): void;
  disconnected(): void;
  reconnected(afterMs: number): void;
  crashed(): void;
  event(figures: { readonly type: string; readonly serverMs: number; readonly patchMs: number }): void;
  pageLoad(kind: string, ms: number): void;
  navigated(kind: "patch" | "redirect"): void;
  hookSkipped(name: string): void;
  now(): number;
}
