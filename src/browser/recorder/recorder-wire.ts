/** Messages from the recorder of a document to its session: plain JSON, shared by both sides. */

import type { LocatorPart } from "./locator-parts.js";

/** An element, by parts that are each searched inside the one before. */
export type RecordedLocator = readonly LocatorPart[];

/** The mouse buttons. */
type PointerButton = "left" | "middle" | "right";

/** An act on an element. Its locator is relative to this document, without the frames around it. */
export type PageAct =
  | {
      readonly type: "click";
      readonly locator: RecordedLocator;
      readonly button: PointerButton;
      /** 2 for the second click of a double-click. */
      readonly count: number;
      readonly modifiers: readonly string[];
      /** The element takes text: the click may only have been on the way to typing. */
      readonly isOnField: boolean;
    }
  | { readonly type: "check"; readonly locator: RecordedLocator; readonly isChecked: boolean }
  | { readonly type: "fill"; readonly locator: RecordedLocator; readonly value: string }
  /** Text that must not be written down; `name` is that of the field. */
  | { readonly type: "fill-secret"; readonly locator: RecordedLocator; readonly name: string }
  | {
      readonly type: "select";
      readonly locator: RecordedLocator;
      readonly choices: readonly string[];
      readonly isMultiple: boolean;
    }
  /** Without a locator, the key went to the page. */
  | { readonly type: "press"; readonly locator?: RecordedLocator; readonly key: string }
  /** The click before has opened the chooser of a file input. */
  | { readonly type: "open-chooser" }
  | { readonly type: "files"; readonly locator: RecordedLocator; readonly names: readonly string[]; readonly isFolder: boolean }
  | { readonly type: "drag"; readonly locator: RecordedLocator; readonly target: RecordedLocator }
  /** An expectation that was added with the bar. */
  | { readonly type: "expect-text"; readonly locator: RecordedLocator; readonly text: string }
  | { readonly type: "expect-value"; readonly locator: RecordedLocator; readonly value: string }
  /** The value is that of a field that must not be written down. */
  | { readonly type: "expect-secret"; readonly locator: RecordedLocator; readonly name: string };

/** A command that a person gave with the bar. */
export type BarCommand =
  | { readonly type: "stop" }
  | { readonly type: "pick"; readonly isOn: boolean }
  | { readonly type: "group"; readonly name: string }
  | { readonly type: "end-group" };

/** The document of an act. */
export interface DocumentTraits {
  /** Tells documents apart: when it began. */
  readonly document: number;
  /** It has a LiveView. */
  readonly isLive: boolean;
}

/** A message of a document. `at` is in milliseconds since 1970. */
export type RecorderMessage =
  /** A new document. */
  | { readonly kind: "hello"; readonly at: number }
  | ({ readonly kind: "act"; readonly at: number; readonly act: PageAct } & DocumentTraits)
  | { readonly kind: "bar"; readonly at: number; readonly command: BarCommand };

/** The state that the bar shows. */
export interface BarState {
  readonly steps: number;
  readonly isPicking: boolean;
  /** The name of the group that is open. */
  readonly group?: string;
}

/** The messages that a page can send are checked: its own code might find the binding. */
export function readMessage(payload: string): RecorderMessage | undefined {
  try {
    const message = JSON.parse(payload) as RecorderMessage | null;
    const isKnown = message !== null && ["hello", "act", "bar"].includes(message.kind);
    return isKnown && Number.isFinite(message.at) ? message : undefined;
  } catch {
    return undefined;
  }
}
