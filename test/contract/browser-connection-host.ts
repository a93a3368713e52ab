import { expect } from "vitest";
import { systemClock } from "../../src/base/clock.js";
import type { BrowserConnection, BrowserUser, ContextOptions, LaunchOptions } from "../../src/browser/connection.js";
import { type OperationOptions, PageOperationError, type PagePort } from "../../src/scenario/page-port.js";
import type { ClickOptions, Hold } from "../../src/scenario/ports/pointer.js";
import type { PageErrorSample, TelemetrySink } from "../../src/telemetry/telemetry-sink.js";
import { type CountingSite, startCountingSite } from "../fixtures/pages/counting-site.js";
import { type OddSite, startOddSite } from "../fixtures/pages/odd-site.js";
import { startTarget, type Target } from "../target/target.js";

/** Long enough for a busy machine; no test waits for it to elapse. */
const PATIENCE_MS = 20_000;

/** Time of an operation that should time out. */
const BRIEF_MS = 250;

class NotATimeout extends Error {
  constructor(outcome: unknown) {
    super(`the operation should have timed out, but: ${outcome instanceof Error ? outcome.stack : JSON.stringify(outcome)}`);
  }
}

/** Records of the sink: `sample metric dimension` and `count metric dimension`. */
class RecordingSink implements TelemetrySink {
  readonly samples: { readonly metric: string; readonly dimension: string | undefined; readonly value: number }[] = [];
  readonly counts: { readonly metric: string; readonly dimension: string | undefined }[] = [];

  /** `page-exception: TypeError: …` */
  readonly pageErrors: string[] = [];

  sample(metric: string, dimension: string | undefined, value: number): void {
    this.samples.push({ metric, dimension, value });
  }
  count(metric: string, dimension: string | undefined): void {
    this.counts.push({ metric, dimension });
  }
  gauge(): void {}
  custom(): void {}
  failure(): void {}
  pageError({ category, message }: PageErrorSample): void {
    this.pageErrors.push(`${category}: ${message}`);
  }
  unmeasured(): void {}
}

/** One browser, two sites and, for each test, one user. */
export class BrowserUnderTest {
  readonly connection: BrowserConnection;
  readonly sink = new RecordingSink();
  readonly crashes: string[] = [];
  #target: Target | undefined;
  #odd: OddSite | undefined;
  #counting: CountingSite | undefined;
  #user: BrowserUser | undefined;
  readonly #env: NodeJS.ProcessEnv;

  constructor(connection: BrowserConnection, env: NodeJS.ProcessEnv = process.env) {
    this.connection = connection;
    this.#env = env;
  }

  get target(): Target {
    return present(this.#target);
  }

  get odd(): OddSite {
    return present(this.#odd);
  }

  /** The counting site, whose pages start workers. */
  get counting(): CountingSite {
    return present(this.#counting);
  }

  get user(): BrowserUser {
    return present(this.#user);
  }

  get page(): PagePort {
    return this.user.page;
  }

  /** Options of an operation that should succeed. */
  get patient(): OperationOptions {
    return { timeoutMs: PATIENCE_MS, signal: new AbortController().signal };
  }

  /** Options of an operation that should time out. */
  get brief(): OperationOptions {
    return { ...this.patient, timeoutMs: BRIEF_MS };
  }

  /** Checks with brief options; again with more time if a busy machine was too slow to see enough. */
  async briefly(check: (brief: OperationOptions) => Promise<void>): Promise<void> {
    for (const timeoutMs of [BRIEF_MS, 4 * BRIEF_MS]) {
      try {
        return await check({ ...this.patient, timeoutMs });
      } catch (error) {
        if (error instanceof NotATimeout) throw error;
      }
    }
    await check({ ...this.patient, timeoutMs: 20 * BRIEF_MS });
  }

  /** The operation must time out, and its error say what was lacking: `#a to be enabled`. */
  async expectTimeout(operate: (brief: OperationOptions) => Promise<unknown>, lacking: string | RegExp = ""): Promise<void> {
    await this.briefly(async (brief) => {
      const outcome = await operate(brief).catch((error: unknown) => error);
      if (!(outcome instanceof PageOperationError) || outcome.kind !== "timeout") throw new NotATimeout(outcome);
      const [, said] = /^waited \d+ ms for ([\s\S]*)$/.exec(outcome.message) ?? [outcome.message];
      if (typeof lacking !== "string") expect(said).toMatch(lacking);
      else if (lacking !== "") expect(said).toBe(lacking);
    });
  }

  launchOptions(extra: Partial<LaunchOptions> = {}): LaunchOptions {
    return {
      headed: false,
      timeoutMs: 30_000,
      signal: new AbortController().signal,
      env: this.#env,
      clock: systemClock,
      onCrash: (reason) => this.crashes.push(reason),
      ...extra,
    };
  }

  contextOptions(extra: Partial<ContextOptions> = {}): ContextOptions {
    return { ...this.patient, userId: 1, telemetry: this.sink, routes: [], ...extra };
  }

  async start(): Promise<void> {
    [this.#target, this.#odd, this.#counting] = await Promise.all([
      startTarget(),
      startOddSite(),
      startCountingSite(),
      this.connection.launch(this.launchOptions()),
    ]);
  }

  async stop(): Promise<void> {
    await this.connection.close(5000);
    await this.#target?.close();
    await this.#odd?.close();
    await this.#counting?.close();
  }

  async openUser(extra: Partial<ContextOptions> = {}): Promise<void> {
    this.#user = await this.connection.newContext(this.contextOptions(extra));
  }

  async closeUser(): Promise<void> {
    if (this.#user !== undefined) await this.connection.closeContext(this.#user, 2000);
    this.#user = undefined;
  }

  open(path: string, page: PagePort = this.page): Promise<void> {
    return page.navigate(`${this.target.url}${path}`, this.patient);
  }

  openOdd(path: string): Promise<void> {
    return this.page.navigate(`${this.odd.url}${path}`, this.patient);
  }

  /** Opens a page with this body; `OTHER` in it stands for the same server under another site's name. */
  openBody(body: string): Promise<void> {
    return this.openOdd(`/given?${new URLSearchParams({ body }).toString()}`);
  }

  openCounting(path: string): Promise<void> {
    return this.page.navigate(`${this.counting.url}${path}`, this.patient);
  }

  async openLive(path: string): Promise<void> {
    await this.open(path);
    await this.page.waitForLiveView(this.patient);
  }

  click(selector: string, extra: Partial<ClickOptions> = {}): Promise<Hold> {
    return this.page.pointer.click(selector, { ...this.patient, ...extra });
  }

  see(selector: string): Promise<void> {
    return this.page.waitForSelector(selector, { ...this.patient, state: "visible" });
  }

  text(selector: string): Promise<string> {
    return this.page.reads.innerText(selector, this.patient);
  }

  /** The log of `/controls`. */
  async log(): Promise<readonly string[]> {
    return (await this.page.evaluate(
      `() => [...document.querySelectorAll("#log li")].map((item) => item.textContent)`,
      [],
      this.patient,
    )) as string[];
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("used outside a test");
  return value;
}
