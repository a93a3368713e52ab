import type { BrowserOptions } from "../../scenario/browser-options/browser-options.js";
import type {
  DispatchedEvent,
  LiveViewState,
  OperationOptions,
  PagePort,
  PictureOptions,
  RestoredState,
  SelectChoice,
  SelectorState,
  StorageState,
  StorageStateOperation,
} from "../../scenario/page-port.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { LoadOptions, NavigationOptions } from "../../scenario/ports/history.js";
import type { ForceOptions } from "../../scenario/ports/pointer.js";
import type { PageWorkers } from "../../scenario/ports/workers.js";
import type { InitScripts } from "../adjustments/init-scripts.js";
import { AdjustedPage } from "../adjustments/page-adjustments.js";
import { InteractionWaits } from "../interactions/interaction-waits.js";
import type { Interactions } from "../interactions/interactions.js";
import { TrafficWatches } from "../network/traffic-watch.js";
import type { PageAgent } from "../page-agent/page-agent.js";
import { callInPage } from "../page-evaluation.js";
import type { Bounds, Operation, PageOperations } from "../page-operations.js";
import type { PageRecord } from "../page-record.js";
import type { UserDownloads } from "../user-downloads.js";
import { ChromiumAria } from "./aria.js";
import { boundedBy } from "./bounded-commands.js";
import { FileChoosers } from "./file-choosers.js";
import { ChromiumFiles } from "./files.js";
import { ChromiumFrames } from "./frames/chromium-frames.js";
import type { FrameTree } from "./frames/frame-tree.js";
import { ChromiumKeyboard } from "./input/keyboard.js";
import type { KeyboardInput } from "./input/keyboard-input.js";
import { ChromiumMouse } from "./input/mouse.js";
import type { MouseInput } from "./input/mouse-input.js";
import { ChromiumPointer } from "./input/pointer.js";
import { ChromiumHistory } from "./navigation/history.js";
import type { PageDocuments } from "./navigation/page-documents.js";
import type { PageNavigation } from "./navigation/page-navigation.js";
import type { PageHelper } from "./page-helper.js";
import { pictureOf } from "./picture.js";
import { attachAgain } from "./protocol/attach-again.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import { ChromiumReads } from "./reads.js";
import type { ContextStorage } from "./user/context-storage.js";
import { ChromiumNetwork } from "./user/network.js";
import type { UserNetwork } from "./user/user-network.js";
import { waitingOperation } from "./waiting-operation.js";
import { ChromiumWaits } from "./waits.js";

/** The parts of one user's page. */
export interface ChromiumPageParts extends Pick<PagePort, "dialogs" | "windows" | "evidence"> {
  readonly session: ProtocolSession;
  /** The options that the page was opened with. */
  readonly options: BrowserOptions;
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly navigation: PageNavigation;
  readonly helper: PageHelper;
  readonly keyboardInput: KeyboardInput;
  readonly mouseInput: MouseInput;
  /** The context emulates touch events. */
  readonly hasTouch: boolean;
  readonly storage: ContextStorage;
  readonly record: PageRecord;
  readonly browserVersion: string;
  readonly scripts: { readonly page: InitScripts; readonly context: InitScripts };
  readonly frames: FrameTree;
  readonly workers: PageWorkers;
  readonly agent: PageAgent;
  readonly userNetwork: UserNetwork;
  readonly downloads: UserDownloads;
  readonly interactions: Interactions;
}

/** One user's page. Operations wait inside the page. */
export class ChromiumPage implements PagePort {
  readonly pointer: ChromiumPointer;
  readonly keyboard: ChromiumKeyboard;
  readonly mouse: ChromiumMouse;
  readonly files: ChromiumFiles;
  readonly history: ChromiumHistory;
  readonly reads: ChromiumReads;
  readonly waits: ChromiumWaits;
  readonly traffic: TrafficWatches;
  readonly network: ChromiumNetwork;
  readonly dialogs: PagePort["dialogs"];
  readonly messages: PagePort["messages"];
  readonly adjustments: AdjustedPage;
  readonly windows: PagePort["windows"];
  readonly browserVersion: string;
  readonly frames: ChromiumFrames;
  readonly aria: ChromiumAria;
  readonly workers: PageWorkers;
  readonly interactions: InteractionWaits;
  readonly evidence: PagePort["evidence"];
  readonly #parts: ChromiumPageParts;

  constructor(parts: ChromiumPageParts) {
    this.#parts = parts;
    const { keyboardInput: keyboard, mouseInput: mouse } = parts;
    this.pointer = new ChromiumPointer({ ...parts, keyboard, mouse });
    this.keyboard = new ChromiumKeyboard({ ...parts, keyboard });
    this.mouse = new ChromiumMouse({ ...parts, mouse });
    this.files = new ChromiumFiles({ ...parts, choosers: new FileChoosers(parts.session, parts.documents.worlds) });
    this.history = new ChromiumHistory(parts.operations, parts.navigation);
    this.reads = new ChromiumReads(parts);
    this.waits = new ChromiumWaits(parts);
    const { traffic, exchanges } = parts.record;
    this.traffic = new TrafficWatches(parts.operations, {
      listen: (listener) => traffic.listen(listener),
      keepBodies: () => traffic.keepBodies(),
      factsOf: (seen) => exchanges.factsOf(seen),
    });
    this.network = new ChromiumNetwork(parts);
    this.dialogs = parts.dialogs;
    this.messages = parts.record.messages;
    this.adjustments = new AdjustedPage(parts.session, parts.operations, {
      options: parts.options,
      attach: () => attachAgain(parts.session),
      scripts: parts.scripts,
    });
    this.windows = parts.windows;
    this.browserVersion = parts.browserVersion;
    this.frames = new ChromiumFrames(parts);
    this.aria = new ChromiumAria(parts);
    this.workers = parts.workers;
    this.interactions = new InteractionWaits(parts);
    this.evidence = parts.evidence;
  }

  url(): string {
    return this.#parts.documents.url;
  }

  takeRefusedDocument(acceptStatus: (status: number) => boolean): PageOperationError | undefined {
    return this.#parts.record.takeRefused(acceptStatus);
  }

  troubles(): readonly string[] {
    return this.#parts.record.troubles();
  }

  async releaseInput(options: OperationOptions): Promise<void> {
    const { keyboardInput, mouseInput } = this.#parts;
    if (!keyboardInput.isHolding && !mouseInput.isHolding) return;
    await this.#waiting("keys and buttons to be released", options, async (bounds) => {
      await Promise.all([mouseInput.release(bounds), keyboardInput.release(bounds)]);
    });
  }

  navigate(url: string, options: NavigationOptions): Promise<void> {
    return this.#load(url, options, (bounds) => this.#parts.navigation.navigate(url, bounds, options));
  }

  reload(options: LoadOptions): Promise<void> {
    return this.#load(this.url(), options, (bounds) => this.#parts.navigation.reload(bounds, options));
  }

  fill(selector: string, value: string, options: ForceOptions): Promise<void> {
    const { helper, keyboardInput } = this.#parts;
    return this.#waiting(selector, options, async (bounds) => {
      const isToBeTyped = await helper.ask("fill", bounds, { selector, value, force: options.force === true });
      if (!isToBeTyped) return;
      if (value === "") await keyboardInput.press("Delete", { bounds, delayMs: 0 });
      else await keyboardInput.insertText(value, bounds);
    });
  }

  clear(selector: string, options: ForceOptions): Promise<void> {
    return this.fill(selector, "", options);
  }

  selectOption(selector: string, choices: readonly SelectChoice[], options: ForceOptions): Promise<readonly string[]> {
    const request = { selector, choices, force: options.force === true };
    return this.#waiting(selector, options, (bounds) => this.#parts.helper.ask("select", bounds, request));
  }

  focus(selector: string, options: OperationOptions): Promise<void> {
    return this.#focus(selector, "focus", options);
  }

  blur(selector: string, options: OperationOptions): Promise<void> {
    return this.#focus(selector, "blur", options);
  }

  dispatchEvent(selector: string, event: DispatchedEvent, options: OperationOptions): Promise<void> {
    const { helper, documents } = this.#parts;
    return this.#waiting(selector, options, async (bounds) => {
      await helper.ask("dispatch", bounds, { selector, ...event });
      await documents.settled(bounds.over);
    });
  }

  waitForSelector(selector: string, options: OperationOptions & { readonly state: SelectorState }): Promise<void> {
    const { state } = options;
    return this.#waiting(
      selector,
      options,
      async (bounds) => void (await this.#parts.helper.ask("state", bounds, { selector, state })),
    );
  }

  submitForm(selector: string, options: OperationOptions): Promise<void> {
    const { helper, documents } = this.#parts;
    return this.#waiting(`${selector} to be submitted`, options, async (bounds) => {
      await helper.ask("submit", bounds, { selector });
      // As after a click, the next step finds the page that the form leads to.
      await documents.settled(bounds.over);
    });
  }

  liveViewState(options: OperationOptions): Promise<LiveViewState> {
    const request = { agent: this.#parts.agent.name };
    return this.#run("the page to answer", options, (bounds) =>
      this.#parts.helper.ask("live", { ...bounds, left: () => 0 }, request),
    );
  }

  waitForLiveView(options: OperationOptions): Promise<void> {
    return this.#waiting("a live view to be connected", options, async (bounds) => {
      const { helper, agent } = this.#parts;
      const { present, connected } = await helper.ask("live", bounds, { agent: agent.name });
      if (!present) throw late("a live view ([data-phx-session]) to be on the page", options);
      if (!connected) throw late("every live view ([data-phx-session]) to be connected (.phx-connected)", options);
    });
  }

  waitForPhxLoadingCompletion(type: string, selector: string, options: OperationOptions): Promise<void> {
    return this.#waiting(
      selector,
      options,
      async (bounds) => void (await this.#parts.helper.ask("loaded", bounds, { selector, type })),
    );
  }

  evaluate(functionSource: string, args: readonly unknown[], options: OperationOptions): Promise<unknown> {
    return this.#parts.operations.run({ subject: "the function to return", runsUserCode: true }, options, (bounds) =>
      callInPage(boundedBy(bounds, this.#parts.session), functionSource, args),
    );
  }

  screenshot(options: PictureOptions): Promise<Uint8Array> {
    return this.#run("a screenshot", options, (bounds) => pictureOf(this.#parts.session, options, bounds));
  }

  storageState(options: StorageStateOperation): Promise<StorageState> {
    return this.#run("the storage", options, () => this.#parts.storage.read(options));
  }

  restoreStorageState(state: RestoredState, options: OperationOptions): Promise<void> {
    return this.#run("the storage", options, () => this.#parts.storage.replace(state));
  }

  resetStorageState(options: OperationOptions): Promise<void> {
    return this.#run("the storage", options, () => this.#parts.storage.replace({ cookies: [], origins: [] }));
  }

  nativePage(): undefined {
    return undefined;
  }

  async runNative(): Promise<never> {
    throw new PageOperationError("invalid", "this browser engine has no page object of its own");
  }

  #focus(selector: string, action: "focus" | "blur", options: OperationOptions): Promise<void> {
    return this.#waiting(
      selector,
      options,
      async (bounds) => void (await this.#parts.helper.ask("focus", bounds, { selector, action })),
    );
  }

  #waiting<T>(subject: string, options: OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    return waitingOperation(this.#parts, { subject, options, act });
  }

  #load(url: string, options: OperationOptions, act: (bounds: Bounds) => Promise<void>): Promise<void> {
    const operation: Operation = { subject: `${url} to load`, navigates: true };
    return this.#parts.operations.run(operation, options, act);
  }

  #run<T>(subject: string, options: OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    return this.#parts.operations.run({ subject }, options, act);
  }
}

function late(what: string, { timeoutMs }: { readonly timeoutMs: number }): PageOperationError {
  return new PageOperationError("timeout", `waited ${Math.round(timeoutMs)} ms for ${what}`);
}
