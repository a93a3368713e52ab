import { readableSelector } from "../../base/frame-selector.js";
import {
  type DispatchedEvent,
  type LiveViewState,
  type OperationOptions,
  PageOperationError,
  type PagePort,
  type RestoredState,
  type SelectChoice,
  type SelectorState,
  type StorageState,
  type StorageStateOperation,
} from "../../scenario/page-port.js";
import type { PageAdjustments } from "../../scenario/ports/adjustments.js";
import type { LoadOptions, NavigationOptions, PageHistory } from "../../scenario/ports/history.js";
import type { InteractionWaitOptions, PageInteractions } from "../../scenario/ports/interactions.js";
import type { PageMessages } from "../../scenario/ports/messages.js";
import type { PageMouse } from "../../scenario/ports/mouse.js";
import type { PageNetwork } from "../../scenario/ports/network.js";
import type { ForceOptions } from "../../scenario/ports/pointer.js";
import { TrafficWatches } from "../network/traffic-watch.js";
import type { Bounds, Operation } from "../page-operations.js";
import { actOnElement, onElement } from "./acting.js";
import { HTMLElement, SVGElement } from "./dom/element.js";
import { ProtocolEvidence } from "./evidence.js";
import { ProtocolFiles } from "./input/files.js";
import { ProtocolKeyboard } from "./input/keyboard.js";
import { PageFields } from "./input/page-fields.js";
import { ProtocolPointer } from "./input/pointer.js";
import { liveViewStateOf, loadingSigns } from "./live-view-state.js";
import { late } from "./page-elements.js";
import type { PageParts } from "./page-parts.js";
import { ProtocolReads } from "./reads.js";
import { needsBrowser } from "./unsupported.js";
import { ProtocolWaits } from "./waits.js";

/** One user's page without a browser. */
export class ProtocolPage implements PagePort {
  readonly pointer: ProtocolPointer;
  readonly keyboard: ProtocolKeyboard;
  readonly files: ProtocolFiles;
  readonly reads: ProtocolReads;
  readonly waits: ProtocolWaits;
  readonly traffic: TrafficWatches;
  readonly dialogs: PagePort["dialogs"];
  readonly windows: PagePort["windows"];
  readonly evidence: ProtocolEvidence;
  readonly #parts: PageParts;
  readonly #fields: PageFields;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.pointer = new ProtocolPointer({ ...parts, held: () => parts.keys.modifiers });
    this.keyboard = new ProtocolKeyboard(parts);
    this.files = new ProtocolFiles(parts);
    this.reads = new ProtocolReads(parts);
    this.waits = new ProtocolWaits(parts);
    this.traffic = new TrafficWatches(parts.operations, {
      listen: (listener) => parts.requests.traffic.listen(listener),
      keepBodies: () => needsBrowser(),
    });
    this.evidence = new ProtocolEvidence(parts);
    this.dialogs = parts.dialogs;
    this.windows = parts.windows;
    this.#fields = new PageFields(parts);
  }

  url(): string {
    return this.#parts.documents.url;
  }

  takeRefusedDocument(acceptStatus: (status: number) => boolean): PageOperationError | undefined {
    return this.#parts.log.takeRefused(acceptStatus);
  }

  troubles(): readonly string[] {
    return this.#parts.log.troubles();
  }

  readonly mouse: PageMouse = {
    move: () => needsBrowser(),
    down: () => needsBrowser(),
    up: () => needsBrowser(),
    click: () => needsBrowser(),
    wheel: () => needsBrowser(),
  };

  readonly history: PageHistory = {
    goBack: (options) => this.#travel(-1, options),
    goForward: (options) => this.#travel(1, options),
  };

  readonly network: PageNetwork = {
    route: (route, options) => this.#run("the route to be set", options, async () => this.#parts.requests.decisions.add(route)),
    unroute: (isMeant, options) =>
      this.#run("the routes to be removed", options, async () => this.#parts.requests.decisions.remove(isMeant)),
    setOffline: (offline, options) =>
      this.#run("the network to change", options, async () => this.#parts.requests.link.setOffline(offline)),
  };

  readonly interactions: PageInteractions = {
    over: ({ mayBeLocal: _mayBeLocal, step: _waits, ...options }: InteractionWaitOptions) => this.#interactionOver(options),
  };

  /** Pages without scripts say nothing. */
  readonly messages: PageMessages = { listen: () => () => {} };

  readonly adjustments: PageAdjustments = {
    opened: {},
    addInitScript: () => needsBrowser(),
    setViewport: () => needsBrowser(),
    emulateMedia: () => needsBrowser(),
    setExtraHeaders: () => needsBrowser(),
    setGeolocation: () => needsBrowser(),
    setPermissions: () => needsBrowser(),
    expose: () => needsBrowser(),
    pdf: () => needsBrowser(),
    attach: () => needsBrowser(),
  };

  runNative(): Promise<never> {
    return needsBrowser();
  }

  releaseInput(options: OperationOptions): Promise<void> {
    return this.#run("the keys to be released", options, async () => this.#parts.keys.release());
  }

  navigate(url: string, options: NavigationOptions): Promise<void> {
    return this.#load(url, options, (bounds) => this.#parts.navigation.navigate(url, bounds, options));
  }

  reload(options: LoadOptions): Promise<void> {
    const { navigation } = this.#parts;
    return this.#load(this.url(), options, (bounds) => navigation.reload(bounds, options.waitUntil));
  }

  fill(selector: string, value: string, options: ForceOptions): Promise<void> {
    return this.#fields.fill(selector, value, options);
  }

  clear(selector: string, options: ForceOptions): Promise<void> {
    return this.#fields.fill(selector, "", options);
  }

  selectOption(selector: string, choices: readonly SelectChoice[], options: ForceOptions): Promise<readonly string[]> {
    return this.#fields.selectOption(selector, choices, options);
  }

  submitForm(selector: string, options: OperationOptions): Promise<void> {
    return this.#fields.submit(selector, options);
  }

  focus(selector: string, options: OperationOptions): Promise<void> {
    return this.#moveFocus(selector, options, true);
  }

  blur(selector: string, options: OperationOptions): Promise<void> {
    return this.#moveFocus(selector, options, false);
  }

  dispatchEvent(selector: string, { type, init }: DispatchedEvent, options: OperationOptions): Promise<void> {
    const { elements, input } = this.#parts;
    const act = async (bounds: Bounds) => {
      const element = await elements.element(selector, bounds);
      if (type === "click") input.activate(element);
      else input.dispatch(type, element, init);
    };
    return actOnElement(this.#parts, { selector, options, act });
  }

  waitForSelector(selector: string, options: OperationOptions & { readonly state: SelectorState }): Promise<void> {
    const { elements } = this.#parts;
    const { state } = options;
    const look = (strict: boolean) => () => {
      const found = elements.find(selector, strict);
      const isVisible = found !== undefined && elements.ask(selector, (queries) => queries.isVisible(found));
      const holds = { attached: found !== undefined, detached: found === undefined, visible: isVisible, hidden: !isVisible };
      return holds[state] ? true : undefined;
    };
    const act = async (bounds: Bounds) => {
      const reached = await elements.until(bounds, look(bounds.strict));
      if (reached === undefined) late(bounds, `${readableSelector(selector)} to be ${state}`);
    };
    return onElement(this.#parts, { selector, options, act });
  }

  liveViewState(options: OperationOptions): Promise<LiveViewState> {
    return this.#run("an answer about live views", options, async () =>
      liveViewStateOf(this.#parts.documents.document, this.#parts.live),
    );
  }

  waitForLiveView(options: OperationOptions): Promise<void> {
    const { documents, elements, live } = this.#parts;
    const act = async (bounds: Bounds) => {
      const state = () => liveViewStateOf(documents.document, live);
      const connected = await elements.until(bounds, () => (state().present && state().connected ? true : undefined));
      if (connected !== undefined) return;
      if (!state().present) late(bounds, "a live view ([data-phx-session]) to be on the page");
      late(bounds, "every live view ([data-phx-session]) to be connected (.phx-connected)");
    };
    return onElement(this.#parts, { selector: "a live view to be connected", options, act });
  }

  waitForPhxLoadingCompletion(type: string, selector: string, options: OperationOptions): Promise<void> {
    const { elements } = this.#parts;
    const act = async (bounds: Bounds) => {
      const found = elements.find(selector, bounds.strict);
      if (found === undefined) return;
      const over = await elements.until(bounds, () => (loadingSigns(found, type) ? undefined : true));
      if (over === undefined) late(bounds, `${readableSelector(selector)} to lose phx-${type}-loading and data-phx-ref-*`);
    };
    return onElement(this.#parts, { selector, options, act });
  }

  evaluate(): Promise<unknown> {
    return needsBrowser();
  }

  screenshot(): Promise<Uint8Array> {
    return needsBrowser();
  }

  storageState(options: StorageStateOperation): Promise<StorageState> {
    return this.#run("the storage", options, async () => this.#parts.storage.read(options));
  }

  restoreStorageState(state: RestoredState, options: OperationOptions): Promise<void> {
    return this.#run("the storage", options, async () => this.#parts.storage.replace(state));
  }

  resetStorageState(options: OperationOptions): Promise<void> {
    return this.#run("the storage", options, async () => this.#parts.storage.replace({ cookies: [], origins: [] }));
  }

  nativePage(): undefined {
    return undefined;
  }

  /** Without scripts there is nothing to wait for but documents and LiveViews. */
  #interactionOver(options: OperationOptions): Promise<undefined> {
    const { operations, documents, elements, leaving, live } = this.#parts;
    const subject = "the last interaction to be over";
    const lacking = () => (live.isIdle() ? "a document did not arrive" : "a LiveView did not answer its last event");
    return operations.run({ subject, lacking }, options, async (bounds) => {
      await leaving.submitted();
      await documents.settled(bounds);
      await elements.until(bounds, () => (live.isIdle() ? true : undefined));
      return undefined;
    });
  }

  #moveFocus(selector: string, options: OperationOptions, isFocused: boolean): Promise<void> {
    const { elements, input } = this.#parts;
    const act = async (bounds: Bounds) => {
      const found = await elements.element(selector, bounds);
      if (!(found instanceof HTMLElement || found instanceof SVGElement))
        throw new PageOperationError("invalid", "Node is not an HTMLElement or SVGElement");
      if (isFocused) input.focusOn(found);
      else if (input.focused === found) input.focus(null);
    };
    return actOnElement(this.#parts, { selector, options, act });
  }

  #travel(steps: -1 | 1, options: LoadOptions): Promise<boolean> {
    const subject = `the ${steps < 0 ? "previous" : "next"} page of the history to load`;
    const { operations, navigation } = this.#parts;
    return operations.run({ subject, navigates: true }, options, (bounds) => navigation.travel(steps, bounds, options.waitUntil));
  }

  #load(url: string, options: OperationOptions, act: (bounds: Bounds) => Promise<void>): Promise<void> {
    const operation: Operation = { subject: `${url} to load`, navigates: true };
    return this.#parts.operations.run(operation, options, act);
  }

  #run<T>(subject: string, options: OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    return this.#parts.operations.run({ subject }, options, act);
  }
}
