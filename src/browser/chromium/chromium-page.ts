import type {
  LiveViewState,
  OperationOptions,
  PagePort,
  SelectChoice,
  SelectorState,
  StorageState,
} from "../../scenario/page-port.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { LoadOptions, NavigationOptions } from "../../scenario/ports/history.js";
import { InteractionWaits } from "../interactions/interaction-waits.js";
import type { Interactions } from "../interactions/interactions.js";
import type { PageAgent } from "../page-agent/page-agent.js";
import { callInPage } from "../page-evaluation.js";
import type { Bounds, Operation, PageOperations } from "../page-operations.js";
import type { PageRecord } from "../page-record.js";
import { boundedBy, commandOptions } from "./bounded-commands.js";
import type { ContextStorage } from "./context-storage.js";
import type { ReadProperty } from "./helper-wire.js";
import { ChromiumHistory } from "./history.js";
import type { PageDocuments } from "./page-documents.js";
import type { PageHelper } from "./page-helper.js";
import type { PageInput } from "./page-input.js";
import type { PageNavigation } from "./page-navigation.js";
import type { PagePointer } from "./page-pointer.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import { ChromiumWaits } from "./waits.js";

/** The parts of one user's page. */
export interface ChromiumPageParts {
  readonly session: ProtocolSession;
  readonly operations: PageOperations;
  readonly documents: PageDocuments;
  readonly navigation: PageNavigation;
  readonly helper: PageHelper;
  readonly pointer: PagePointer;
  readonly input: PageInput;
  readonly storage: ContextStorage;
  readonly record: PageRecord;
  readonly agent: PageAgent;
  readonly interactions: Interactions;
}

/** One user's page. Operations wait inside the page. */
export class ChromiumPage implements PagePort {
  readonly history: ChromiumHistory;
  readonly waits: ChromiumWaits;
  readonly interactions: InteractionWaits;
  readonly #parts: ChromiumPageParts;

  constructor(parts: ChromiumPageParts) {
    this.#parts = parts;
    this.history = new ChromiumHistory(parts.operations, parts.navigation);
    this.waits = new ChromiumWaits(parts);
    this.interactions = new InteractionWaits(parts);
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

  navigate(url: string, options: NavigationOptions): Promise<void> {
    return this.#load(url, options, (bounds) => this.#parts.navigation.navigate(url, bounds, options));
  }

  reload(options: LoadOptions): Promise<void> {
    return this.#load(this.url(), options, (bounds) => this.#parts.navigation.reload(bounds, options));
  }

  click(selector: string, options: OperationOptions & { readonly force: boolean }): Promise<{ readonly wasHeld: boolean }> {
    const { force } = options;
    return this.#waiting(selector, options, async (bounds) => ({
      wasHeld: await this.#parts.pointer.click(selector, bounds, { force }),
    }));
  }

  fill(selector: string, value: string, options: OperationOptions): Promise<void> {
    const { helper, input } = this.#parts;
    return this.#waiting(selector, options, async (bounds) => {
      const isToBeTyped = await helper.ask("fill", bounds, { selector, value });
      if (!isToBeTyped) return;
      if (value === "") await input.chord("Delete", bounds);
      else await input.insertText(value, bounds);
    });
  }

  clear(selector: string, options: OperationOptions): Promise<void> {
    return this.fill(selector, "", options);
  }

  press(selector: string, key: string, options: OperationOptions): Promise<void> {
    const { helper, input, documents } = this.#parts;
    return this.#waiting(selector, options, async (bounds) => {
      const { world } = await helper.find("focus", bounds, { selector, action: "press" });
      await input.chord(key, bounds);
      // Answered after everything that the key started.
      await helper.askThere("outcome", bounds, world);
      await documents.settled(bounds.over);
    });
  }

  check(selector: string, options: OperationOptions): Promise<void> {
    return this.#setChecked(selector, true, options);
  }

  uncheck(selector: string, options: OperationOptions): Promise<void> {
    return this.#setChecked(selector, false, options);
  }

  selectOption(selector: string, choices: readonly SelectChoice[], options: OperationOptions): Promise<readonly string[]> {
    return this.#waiting(selector, options, (bounds) => this.#parts.helper.ask("select", bounds, { selector, choices }));
  }

  focus(selector: string, options: OperationOptions): Promise<void> {
    return this.#focus(selector, "focus", options);
  }

  blur(selector: string, options: OperationOptions): Promise<void> {
    return this.#focus(selector, "blur", options);
  }

  hover(selector: string, options: OperationOptions): Promise<void> {
    return this.#waiting(selector, options, (bounds) => this.#parts.pointer.hover(selector, bounds));
  }

  dragAndDrop(source: string, target: string, options: OperationOptions): Promise<void> {
    return this.#waiting(source, options, (bounds) => this.#parts.pointer.dragAndDrop(source, target, bounds));
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

  content(options: OperationOptions): Promise<string> {
    return this.#run("the page's content", options, (bounds) => this.#parts.helper.ask("content", bounds, {}));
  }

  innerHTML(selector: string, options: OperationOptions): Promise<string> {
    return this.#read<string>(selector, "innerHTML", options);
  }

  innerText(selector: string, options: OperationOptions): Promise<string> {
    return this.#read<string>(selector, "innerText", options);
  }

  textContent(selector: string, options: OperationOptions): Promise<string | null> {
    return this.#read<string | null>(selector, "textContent", options);
  }

  inputValue(selector: string, options: OperationOptions): Promise<string> {
    return this.#read<string>(selector, "inputValue", options);
  }

  getAttribute(selector: string, name: string, options: OperationOptions): Promise<string | null> {
    return this.#read<string | null>(selector, "attribute", options, name);
  }

  isVisible(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#run(`an answer about ${selector}`, options, (bounds) =>
      this.#parts.helper.ask("isVisible", bounds, { selector }),
    );
  }

  isChecked(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#read<boolean>(selector, "checked", options);
  }

  evaluate(functionSource: string, args: readonly unknown[], options: OperationOptions): Promise<unknown> {
    return this.#parts.operations.run({ subject: "the function to return", runsUserCode: true }, options, (bounds) =>
      callInPage(boundedBy(bounds, this.#parts.session), functionSource, args),
    );
  }

  screenshot(options: OperationOptions): Promise<Uint8Array> {
    return this.#run("a screenshot", options, async (bounds) => {
      // A larger file, but several times cheaper to make: other users are being measured meanwhile.
      const picture = { format: "png", optimizeForSpeed: true } as const;
      const { data } = await this.#parts.session.request(commandOptions(bounds), "Page.captureScreenshot", picture);
      return Buffer.from(data, "base64");
    });
  }

  storageState(options: OperationOptions): Promise<StorageState> {
    return this.#run("the storage", options, () => this.#parts.storage.read());
  }

  restoreStorageState(state: StorageState, options: OperationOptions): Promise<void> {
    return this.#run("the storage", options, () => this.#parts.storage.replace(state));
  }

  resetStorageState(options: OperationOptions): Promise<void> {
    return this.#run("the storage", options, () => this.#parts.storage.replace({ cookies: [], origins: [] }));
  }

  nativePage(): undefined {
    return undefined;
  }

  #setChecked(selector: string, checked: boolean, options: OperationOptions): Promise<void> {
    return this.#waiting(selector, options, async (bounds) => {
      await this.#parts.pointer.click(selector, bounds, { force: false, checked });
    });
  }

  #focus(selector: string, action: "focus" | "blur", options: OperationOptions): Promise<void> {
    return this.#waiting(
      selector,
      options,
      async (bounds) => void (await this.#parts.helper.ask("focus", bounds, { selector, action })),
    );
  }

  #read<T>(selector: string, property: ReadProperty, options: OperationOptions, name?: string): Promise<T> {
    const request = { selector, property, ...(name === undefined ? {} : { name }) };
    return this.#waiting(selector, options, (bounds) => this.#parts.helper.ask("read", bounds, request) as Promise<T>);
  }

  /** An operation that waits in the page, which reports what was missing. */
  #waiting<T>(subject: string, options: OperationOptions, act: (bounds: Bounds) => Promise<T>): Promise<T> {
    const { operations, documents } = this.#parts;
    const lacking = () => (documents.leaving ? "the page that it leads to did not come" : "the page did not answer");
    return operations.run({ subject, endsItself: true, lacking }, options, act);
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
