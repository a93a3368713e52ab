import type { Page } from "playwright-core";
import { messageOf } from "../../base/errors.js";
import { readableSelector } from "../../base/frame-selector.js";
import {
  type LiveViewState,
  type OperationOptions,
  PageOperationError,
  type PagePort,
  type SelectChoice,
  type SelectorState,
  type StorageState,
} from "../../scenario/page-port.js";
import type { LoadOptions, NavigationOptions } from "../../scenario/ports/history.js";
import type { CdpSession } from "../cdp-session.js";
import { InteractionWaits } from "../interactions/interaction-waits.js";
import type { Interactions } from "../interactions/interactions.js";
import type { PageAgent } from "../page-agent/page-agent.js";
import type { Bounds, Operation, PageOperations } from "../page-operations.js";
import type { PageRecord } from "../page-record.js";
import { afterErrorPage } from "./error-page.js";
import { PlaywrightHistory } from "./history.js";
import type { Finding } from "./page-functions.js";
import { PAGE } from "./page-functions.js";
import type { PageScripts } from "./page-scripts.js";
import type { PageStorage } from "./page-storage.js";
import { PlaywrightWaits } from "./waits.js";

/** The parts of one user's page. */
export interface PlaywrightPageParts {
  readonly page: Page;
  readonly cdp: CdpSession;
  readonly operations: PageOperations;
  readonly scripts: PageScripts;
  readonly storage: PageStorage;
  readonly record: PageRecord;
  readonly agent: PageAgent;
  readonly interactions: Interactions;
}

/** One user's page, driven by Playwright; operations that concern LiveView wait in the page. */
export class PlaywrightPage implements PagePort {
  readonly history: PlaywrightHistory;
  readonly waits: PlaywrightWaits;
  readonly interactions: InteractionWaits;
  readonly #page: Page;
  readonly #operations: PageOperations;
  readonly #scripts: PageScripts;
  readonly #storage: PageStorage;
  readonly #record: PageRecord;
  readonly #agent: string;
  /** Aborted reloads that continue in the browser: each may interrupt one navigation. */
  #reloadsLeft = 0;

  constructor({ page, cdp, operations, scripts, storage, record, agent, interactions }: PlaywrightPageParts) {
    this.interactions = new InteractionWaits({ operations, interactions, agent });
    this.history = new PlaywrightHistory({ page, cdp, operations });
    this.waits = new PlaywrightWaits({ page, cdp, operations });
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

  navigate(url: string, options: NavigationOptions): Promise<void> {
    const { waitUntil = "load", referer } = options;
    const given = { waitUntil, ...(referer === undefined ? {} : { referer }) };
    return this.#native({ subject: url, navigates: true }, options, async (bounds) => {
      for (;;) {
        try {
          await this.#page.goto(url, { ...given, ...bounds });
          return;
        } catch (error) {
          const isInterrupted = messageOf(error).includes("is interrupted by another navigation");
          if (!isInterrupted || this.#reloadsLeft === 0) return afterErrorPage(this.#page, error);
          this.#reloadsLeft--;
        }
      }
    });
  }

  reload(options: LoadOptions): Promise<void> {
    const { waitUntil = "load" } = options;
    return this.#native({ subject: this.url(), navigates: true }, options, async (bounds) => {
      this.#reloadsLeft++;
      await this.#page.reload({ waitUntil, ...bounds }).catch((error: unknown) => afterErrorPage(this.#page, error));
      this.#reloadsLeft--;
    });
  }

  click(selector: string, options: OperationOptions & { readonly force: boolean }): Promise<{ readonly wasHeld: boolean }> {
    const { force } = options;
    return this.#operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      const wasHeld = !force && (await this.#untilClickable(selector, bounds));
      await this.#page.click(selector, { force, ...bounds.options() });
      return { wasHeld };
    });
  }

  fill(selector: string, value: string, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      const { finding, type } = await this.#scripts.askElement(PAGE.tried, bounds, { selector, value });
      if (finding === "malformed") throw new PageOperationError("invalid", malformed(type, value));
      if (finding === "missing") throw late(lacking(selector, finding), options);
      await this.#page.fill(selector, value, bounds.options());
    });
  }

  clear(selector: string, options: OperationOptions): Promise<void> {
    return this.fill(selector, "", options);
  }

  press(selector: string, key: string, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => this.#page.press(selector, key, bounds));
  }

  check(selector: string, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => this.#page.check(selector, bounds));
  }

  uncheck(selector: string, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => this.#page.uncheck(selector, bounds));
  }

  selectOption(selector: string, choices: readonly SelectChoice[], options: OperationOptions): Promise<readonly string[]> {
    return this.#native(selector, options, (bounds) => this.#page.selectOption(selector, optionsOf(choices), bounds));
  }

  focus(selector: string, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => this.#page.focus(selector, bounds));
  }

  blur(selector: string, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => this.#page.locator(selector).first().blur(bounds));
  }

  hover(selector: string, options: OperationOptions): Promise<void> {
    return this.#native(selector, options, (bounds) => this.#page.hover(selector, bounds));
  }

  dragAndDrop(source: string, target: string, options: OperationOptions): Promise<void> {
    return this.#native(source, options, (bounds) => this.#page.dragAndDrop(source, target, bounds));
  }

  waitForSelector(selector: string, options: OperationOptions & { readonly state: SelectorState }): Promise<void> {
    const { state } = options;
    return this.#operations.run({ subject: selector, endsItself: true }, options, async (bounds) => {
      const finding = await this.#scripts.ask(PAGE.state, bounds, { selector, state });
      if (finding === "not CSS") {
        const handle = await this.#page.waitForSelector(selector, { state, ...bounds.options() });
        await handle?.dispose();
      } else if (finding !== "ready") throw late(`${readableSelector(selector)} to be ${state}`, options);
    });
  }

  submitForm(selector: string, options: OperationOptions): Promise<void> {
    const operation = { subject: `${selector} to be submitted`, endsItself: true };
    return this.#operations.run(operation, options, async (bounds) => {
      const departure = this.#scripts.departure(bounds);
      const { finding, leaves } = await this.#scripts.askElement(PAGE.submit, bounds, { selector });
      if (finding === "no form") throw new PageOperationError("invalid", `${readableSelector(selector)} is no form`);
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

  content(options: OperationOptions): Promise<string> {
    return this.#operations.run({ subject: "the page's content" }, options, () => this.#page.content());
  }

  innerHTML(selector: string, options: OperationOptions): Promise<string> {
    return this.#native(selector, options, (bounds) => this.#page.innerHTML(selector, bounds));
  }

  innerText(selector: string, options: OperationOptions): Promise<string> {
    return this.#native(selector, options, (bounds) => this.#page.innerText(selector, bounds));
  }

  textContent(selector: string, options: OperationOptions): Promise<string | null> {
    return this.#native(selector, options, (bounds) => this.#page.textContent(selector, bounds));
  }

  inputValue(selector: string, options: OperationOptions): Promise<string> {
    return this.#native(selector, options, (bounds) => this.#page.inputValue(selector, bounds));
  }

  getAttribute(selector: string, name: string, options: OperationOptions): Promise<string | null> {
    return this.#native(selector, options, (bounds) => this.#page.getAttribute(selector, name, bounds));
  }

  isVisible(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#operations.run({ subject: `an answer about ${selector}` }, options, () => this.#page.isVisible(selector));
  }

  isChecked(selector: string, options: OperationOptions): Promise<boolean> {
    return this.#native(selector, options, (bounds) => this.#page.isChecked(selector, bounds));
  }

  evaluate(functionSource: string, args: readonly unknown[], options: OperationOptions): Promise<unknown> {
    return this.#operations.run({ subject: "the function to return", runsUserCode: true }, options, () =>
      this.#scripts.evaluate(functionSource, args),
    );
  }

  screenshot(options: OperationOptions): Promise<Uint8Array> {
    return this.#native("a screenshot", options, (bounds) => this.#page.screenshot({ type: "png", ...bounds }));
  }

  storageState(options: OperationOptions): Promise<StorageState> {
    return this.#operations.run({ subject: "the storage" }, options, () => this.#storage.read());
  }

  restoreStorageState(state: StorageState, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the storage" }, options, () => this.#storage.replace(state));
  }

  resetStorageState(options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the storage" }, options, () => this.#storage.replace({ cookies: [], origins: [] }));
  }

  nativePage(): Page {
    return this.#page;
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

  /** Waits until LiveView's client would not drop the click; resolves to whether the element awaited a reply. */
  async #untilClickable(selector: string, bounds: Bounds): Promise<boolean> {
    const { finding, held } = await this.#scripts.askElement(PAGE.clickable, bounds, { selector });
    if (finding !== "ready") throw late(lacking(selector, finding), bounds);
    return held;
  }
}

/** Playwright accepts texts or objects, not a mix; a text among objects becomes a value or label, as Playwright treats it. */
function optionsOf(choices: readonly SelectChoice[]): string[] | Exclude<SelectChoice, string>[] {
  const isText = (choice: SelectChoice): choice is string => typeof choice === "string";
  if (choices.every(isText)) return [...choices];
  return choices.map((choice) => (isText(choice) ? ({ valueOrLabel: choice } as { readonly value?: string }) : choice));
}

function late(what: string, { timeoutMs }: { readonly timeoutMs: number }): PageOperationError {
  return new PageOperationError("timeout", `waited ${Math.round(timeoutMs)} ms for ${what}`);
}

function malformed(type: string, value: string): string {
  return `Malformed value: input[type=${type}] does not take ${JSON.stringify(value.trim())}`;
}

function lacking(selector: string, finding: Finding): string {
  const shown = readableSelector(selector);
  if (finding === "locked") return `${shown} to get LiveView's reply to its last event (data-phx-ref-src)`;
  return `${shown} to be ${finding === "disabled" ? "enabled" : "attached"}`;
}
