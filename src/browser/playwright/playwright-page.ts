import type { Page } from "playwright-core";
import { readableSelector } from "../../base/frame-selector.js";
import {
  type DispatchedEvent,
  type LiveViewState,
  type NativeOptions,
  type OperationOptions,
  PageOperationError,
  type PagePort,
  type PictureOptions,
  type RestoredState,
  type SelectChoice,
  type SelectorState,
  type StorageState,
  type StorageStateOperation,
} from "../../scenario/page-port.js";
import type { LoadOptions, NavigationOptions } from "../../scenario/ports/history.js";
import type { ForceOptions } from "../../scenario/ports/pointer.js";
import type { CdpSession } from "../cdp-session.js";
import { InteractionWaits } from "../interactions/interaction-waits.js";
import type { Interactions } from "../interactions/interactions.js";
import { TrafficWatches } from "../network/traffic-watch.js";
import type { PageAgent } from "../page-agent/page-agent.js";
import type { Bounds, Operation, PageOperations } from "../page-operations.js";
import type { PageRecord } from "../page-record.js";
import { AbandonedLoads } from "./abandoned-loads.js";
import { afterErrorPage } from "./error-page.js";
import { lacking, late } from "./lacking.js";
import { PlaywrightNetwork, type PlaywrightUserNetwork } from "./network.js";
import type { PlaywrightFiles } from "./operations/files.js";
import { HeldInput } from "./operations/held-input.js";
import { PlaywrightHistory } from "./operations/history.js";
import { PlaywrightKeyboard } from "./operations/keyboard.js";
import { locatorOf } from "./operations/locator-of.js";
import { PlaywrightMouse } from "./operations/mouse.js";
import { PAGE } from "./operations/page-functions.js";
import { PlaywrightPointer } from "./operations/pointer.js";
import { PlaywrightReads } from "./operations/reads.js";
import { trafficOf } from "./operations/traffic.js";
import { PlaywrightWaits } from "./operations/waits.js";
import type { PageScripts } from "./page-scripts.js";
import type { PageStorage } from "./page-storage.js";

/** The parts of one user's page. */
export interface PlaywrightPageParts extends Pick<PagePort, "adjustments" | "dialogs" | "windows" | "evidence"> {
  readonly page: Page;
  readonly cdp: CdpSession;
  readonly operations: PageOperations;
  readonly scripts: PageScripts;
  readonly storage: PageStorage;
  readonly record: PageRecord;
  readonly files: PlaywrightFiles;
  readonly agent: PageAgent;
  readonly interactions: Interactions;
  readonly userNetwork: PlaywrightUserNetwork;
  /** The context emulates touch events. */
  readonly hasTouch: boolean;
}

/** One user's page, driven by Playwright; operations that concern LiveView wait in the page. */
export class PlaywrightPage implements PagePort {
  readonly pointer: PlaywrightPointer;
  readonly keyboard: PlaywrightKeyboard;
  readonly mouse: PlaywrightMouse;
  readonly files: PlaywrightFiles;
  readonly history: PlaywrightHistory;
  readonly reads: PlaywrightReads;
  readonly waits: PlaywrightWaits;
  readonly traffic: TrafficWatches;
  readonly network: PlaywrightNetwork;
  readonly dialogs: PagePort["dialogs"];
  readonly messages: PagePort["messages"];
  readonly adjustments: PagePort["adjustments"];
  readonly windows: PagePort["windows"];
  readonly interactions: InteractionWaits;
  readonly evidence: PagePort["evidence"];
  readonly #page: Page;
  readonly #operations: PageOperations;
  readonly #scripts: PageScripts;
  readonly #storage: PageStorage;
  readonly #record: PageRecord;
  readonly #agent: string;
  readonly #held = new HeldInput();
  readonly #loads = new AbandonedLoads();

  constructor(parts: PlaywrightPageParts) {
    const {
      page,
      cdp,
      operations,
      scripts,
      storage,
      record,
      files,
      agent,
      dialogs,
      windows,
      userNetwork,
      hasTouch,
      interactions,
    } = parts;
    const input = { page, operations, held: this.#held };
    this.pointer = new PlaywrightPointer({ ...input, scripts, hasTouch });
    this.keyboard = new PlaywrightKeyboard(input);
    this.mouse = new PlaywrightMouse(input);
    this.dialogs = dialogs;
    this.evidence = parts.evidence;
    this.messages = record.messages;
    this.adjustments = parts.adjustments;
    this.windows = windows;
    this.files = files;
    this.interactions = new InteractionWaits({ operations, interactions, agent });
    this.history = new PlaywrightHistory({ page, cdp, operations, loads: this.#loads });
    this.reads = new PlaywrightReads({ page, operations });
    this.waits = new PlaywrightWaits({ page, cdp, operations, scripts });
    this.traffic = new TrafficWatches(operations, { listen: trafficOf(page), keepBodies: async () => {} });
    this.network = new PlaywrightNetwork(operations, userNetwork);
    this.#page = page;
    this.#operations = operations;
    this.#scripts = scripts;
    this.#storage = storage;
    this.#record = record;
    this.#agent = agent.name;
  }

  url(): string {
    return this.#page.url();
  }

  takeRefusedDocument(acceptStatus: (status: number) => boolean): PageOperationError | undefined {
    return this.#record.takeRefused(acceptStatus);
  }

  troubles(): readonly string[] {
    return this.#record.troubles();
  }

  async releaseInput(options: OperationOptions): Promise<void> {
    if (this.#held.isEmpty) return;
    await this.#operations.run({ subject: "keys and buttons to be released" }, options, () => this.#held.release(this.#page));
  }

  navigate(url: string, options: NavigationOptions): Promise<void> {
    const { waitUntil = "load", referer } = options;
    const given = { waitUntil, ...(referer === undefined ? {} : { referer }) };
    return this.#native({ subject: url, navigates: true }, options, (bounds) =>
      this.#loads
        .navigate(() => this.#page.goto(url, { ...given, ...bounds }))
        .catch((error: unknown) => afterErrorPage(this.#page, error)),
    );
  }

  reload(options: LoadOptions): Promise<void> {
    const { waitUntil = "load" } = options;
    return this.#native({ subject: this.url(), navigates: true }, options, async (bounds) => {
      const reload = this.#loads.load(() => this.#page.reload({ waitUntil, ...bounds }));
      await reload.catch((error: unknown) => afterErrorPage(this.#page, error));
    });
  }

  fill(selector: string, value: string, options: ForceOptions): Promise<void> {
    const { force = false } = options;
    return this.#operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      const { finding, type } = await this.#scripts.askElement(PAGE.tried, bounds, { selector, value });
      if (finding === "malformed") {
        if (!force) await this.#untilEditable(selector, bounds.options());
        throw new PageOperationError("invalid", malformed(type, value));
      }
      if (finding === "missing") throw late(lacking(selector, finding), options);
      await this.#page.fill(selector, value, { force, ...bounds.options() });
    });
  }

  /** Like Playwright, `fill` waits for the field before it minds the value. */
  async #untilEditable(selector: string, options: ReturnType<Bounds["options"]>): Promise<void> {
    const field = await this.#page.waitForSelector(selector, { ...options, state: "visible" });
    await field.waitForElementState("editable", options);
  }

  clear(selector: string, options: ForceOptions): Promise<void> {
    return this.fill(selector, "", options);
  }

  selectOption(selector: string, choices: readonly SelectChoice[], options: ForceOptions): Promise<readonly string[]> {
    const { force = false } = options;
    return this.#native(selector, options, (bounds) =>
      this.#page.selectOption(selector, optionsOf(choices), { force, ...bounds }),
    );
  }

  focus(selector: string, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => this.#page.focus(selector, bounds));
  }

  blur(selector: string, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => locatorOf(this.#page, selector, options).blur(bounds));
  }

  dispatchEvent(selector: string, { type, init }: DispatchedEvent, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => this.#page.dispatchEvent(selector, type, { ...init }, bounds));
  }

  waitForSelector(selector: string, options: OperationOptions & { readonly state: SelectorState }): Promise<void> {
    const { state } = options;
    return this.#operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      const finding = bounds.strict ? "not CSS" : await this.#scripts.ask(PAGE.state, bounds, { selector, state });
      if (finding === "not CSS") {
        await locatorOf(this.#page, selector, bounds).waitFor({ state, ...bounds.options() });
      } else if (finding !== "ready") throw late(`${readableSelector(selector)} to be ${state}`, options);
    });
  }

  submitForm(selector: string, options: OperationOptions): Promise<void> {
    const operation = { subject: `${selector} to be submitted`, endsItself: true };
    return this.#operations.run(operation, options, async (bounds) => {
      const departure = this.#scripts.departure(bounds);
      const { finding, leaves } = await this.#scripts.askElement(PAGE.submit, bounds, { selector });
      if (finding === "no form") throw new PageOperationError("invalid", `${readableSelector(selector)} is not a form`);
      if (finding !== "ready") throw late(lacking(selector, finding), options);
      // As after a click, what comes next finds the page that the form leads to.
      if (leaves) await departure;
    });
  }

  liveViewState(options: OperationOptions): Promise<LiveViewState> {
    return this.#operations.run({ subject: "the page to answer" }, options, (bounds) =>
      this.#scripts.ask(PAGE.live, bounds, { agent: this.#agent, limitMs: 0 }),
    );
  }

  waitForLiveView(options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "a live view to be connected", endsItself: true }, options, async (bounds) => {
      const { present, connected } = await this.#scripts.ask(PAGE.live, bounds, { agent: this.#agent });
      if (!present) throw late("a live view ([data-phx-session]) to be on the page", options);
      if (!connected) throw late("every live view ([data-phx-session]) to be connected (.phx-connected)", options);
    });
  }

  waitForPhxLoadingCompletion(type: string, selector: string, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      const finding = await this.#scripts.askElement(PAGE.loaded, bounds, { selector, type }, { mayBeMissing: true });
      if (finding === "locked")
        throw late(`${readableSelector(selector)} to lose phx-${type}-loading and data-phx-ref-*`, options);
    });
  }

  evaluate(functionSource: string, args: readonly unknown[], options: OperationOptions): Promise<unknown> {
    return this.#operations.run({ subject: "the function to return", runsUserCode: true }, options, () =>
      this.#scripts.evaluate(functionSource, args),
    );
  }

  screenshot(options: PictureOptions): Promise<Uint8Array> {
    const { clip, fullPage } = options;
    const area = { ...(clip === undefined ? {} : { clip: { ...clip } }), ...(fullPage === true ? { fullPage } : {}) };
    return this.#native("a screenshot", options, (bounds) => this.#page.screenshot({ type: "png", ...area, ...bounds }));
  }

  storageState(options: StorageStateOperation): Promise<StorageState> {
    return this.#operations.run({ subject: "the storage" }, options, () => this.#storage.read(options));
  }

  restoreStorageState(state: RestoredState, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the storage" }, options, () => this.#storage.replace(state));
  }

  resetStorageState(options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the storage" }, options, () => this.#storage.replace({ cookies: [], origins: [] }));
  }

  nativePage(): Page {
    return this.#page;
  }

  runNative<T>(act: () => Promise<T>, options: NativeOptions): Promise<T> {
    const { subject, navigates = false, isBlind = false } = options;
    return this.#operations.run({ subject, navigates, endsItself: true, isBlind }, options, act);
  }

  /** An operation that Playwright itself ends in time. */
  #native<T>(
    operation: string | Operation,
    options: OperationOptions,
    act: (bounds: ReturnType<Bounds["options"]>) => Promise<T>,
  ): Promise<T> {
    const named = typeof operation === "string" ? { subject: operation } : operation;
    return this.#operations.run({ ...named, endsItself: true }, options, (bounds) => act(bounds.options()));
  }
}

/** Playwright accepts texts or objects, not a mix; a text among objects becomes a value or label, as Playwright treats it. */
function optionsOf(choices: readonly SelectChoice[]): string[] | Exclude<SelectChoice, string>[] {
  const isText = (choice: SelectChoice): choice is string => typeof choice === "string";
  if (choices.every(isText)) return [...choices];
  return choices.map((choice) => (isText(choice) ? ({ valueOrLabel: choice } as { readonly value?: string }) : choice));
}

function malformed(type: string, value: string): string {
  return `Malformed value: input[type=${type}] does not take ${JSON.stringify(value.trim())}`;
}
