import type { RunningIteration } from "../../iteration/running-iteration.js";
import type { OperationOptions, PagePort, StorageState } from "../../page-port.js";
import { type NativeSession, nativeSession } from "../native/native-session.js";
import { Actor, type PageDefaults } from "../page/actor.js";
import { TestRequestContext } from "../page/api-request.js";
import { TestBrowser } from "../page/browser.js";
import { TestContext } from "../page/context.js";
import type { FurtherContext } from "../page/further/further-context.js";
import { currentRun } from "./current-run.js";
import type { FixturePool } from "./fixture-pool.js";
import { FixtureScope } from "./fixture-scope.js";
import { openContext } from "./open-context.js";
import type { Suite } from "./suite.js";
import type { TestInfo } from "./test-info.js";

/** What a user of a spec keeps from one test to the next: fixtures of the scope `worker`, and the hooks that ran. */
export class UserSession {
  readonly userId: number;
  readonly actor: Actor;
  readonly browser: TestBrowser;
  /** Suites whose `beforeAll` hooks have run. */
  readonly begun = new Set<Suite>();
  /** The `testInfo` of each suite's hooks, whose files last as long as the suites. */
  readonly suiteInfos: Pick<TestInfo, "removeFiles">[] = [];
  #scope: ConstructorParameters<typeof FixtureScope>[0];
  #worker: FixtureScope;
  /** Scopes of contexts that were replaced. */
  readonly #left: FixtureScope[] = [];
  #iteration: RunningIteration | undefined;
  #port: PagePort | undefined;
  #context: TestContext | undefined;
  #native: NativeSession | undefined;
  /** What the page's context had stored before the first test in it. */
  #first: StorageState | undefined;
  #isUsed = false;
  /** The storage that the option `storageState` gives the tests. */
  #state: StorageState | undefined;

  constructor(given: {
    readonly userId: number;
    readonly pool: FixturePool;
    readonly defaults: PageDefaults;
    readonly keepState: (path: string, state: StorageState) => void;
    readonly info: unknown;
  }) {
    this.userId = given.userId;
    this.actor = new Actor(given.defaults, given.keepState);
    this.browser = new TestBrowser({ own: () => this.context, open: (options) => this.#openContext(options) });
    this.#scope = { pool: given.pool, info: given.info };
    this.#worker = new FixtureScope(this.#scope);
  }

  /** The fixtures that last as long as the user's context. */
  get worker(): FixtureScope {
    return this.#worker;
  }

  /** The context of the iteration that runs. */
  get context(): TestContext {
    if (this.#context === undefined) throw new Error("there is no context before the first test");
    return this.#context;
  }

  /** Whether nothing of this session goes on in an iteration: its context is one that replaces another. */
  isReplacedFor({ pages, scope }: RunningIteration): boolean {
    return this.#port !== undefined && pages.own !== this.#port && !(this.actor.isContextSpent && scope === "run");
  }

  /** The session goes on with these fixtures when it starts afresh. */
  renew(pool: FixturePool): void {
    this.#scope = { ...this.#scope, pool };
  }

  /** An iteration or hook begins. A page that a hook opened goes on as it is. */
  begin(iteration: RunningIteration): void {
    this.actor.begin(iteration);
    const port = iteration.pages.own;
    // Popups are closed at the end of an iteration.
    if (iteration !== this.#iteration) this.#context?.forgetPopups();
    this.#iteration = iteration;
    if (port === this.#port) return;
    if (this.isReplacedFor(iteration)) this.#startAfresh();
    this.actor.beginContext();
    this.#port = port;
    this.#isUsed = false;
    const { actor } = this;
    this.#native = nativeSession(actor, port, iteration.ports.commandTimeoutMs);
    this.#context = new TestContext({
      actor,
      port,
      browser: this.browser,
      requestOf: (jar, ownHeaders) => new TestRequestContext({ actor, jar, ownHeaders }),
    });
  }

  /** Tears down what lasted as long as a context that was replaced. Its page is gone, so an error says nothing. */
  async leaveReplaced(): Promise<void> {
    const left = this.#left.splice(0);
    for (const scope of left) await scope.tearDown().catch(() => {});
    if (left.length > 0) await this.actor.undoLasting();
  }

  /** What the fixtures `page`, `context` and `browser` are: the engine's own objects where it has some. */
  get fixtures(): { readonly page: unknown; readonly context: unknown; readonly browser: unknown } {
    return this.#native ?? { page: this.context.page, context: this.context, browser: this.browser };
  }

  /** The suites are over: removes the files that their `beforeAll` hooks have written. */
  removeSuiteFiles(): void {
    for (const info of this.suiteInfos.splice(0)) info.removeFiles();
  }

  /** The hooks before all tests are over: contexts that they opened stay as they are. */
  hooksEnded(): void {
    this.actor.keepChanges();
  }

  /** The same for hooks within an iteration: what they opened lasts as long as that. */
  innerHooksEnded(): void {
    this.actor.keepChanges("iteration");
  }

  /** A test is over, and so are the contexts that it has opened. Counts in no duration. */
  async testEnded(iteration: RunningIteration): Promise<void> {
    await iteration.uncounted(() => iteration.pages.contexts.closeAll());
  }

  /** Makes the context as it is for the first test: nothing is left of the test before. Counts in no duration. */
  async isolate(iteration: RunningIteration, state: StorageState | undefined): Promise<void> {
    const { own } = iteration.pages;
    if (iteration.contextAfter === "kept") iteration.contextAfter = "isolated";
    this.#state = state;
    await iteration.uncounted(async (signal) => {
      const options: OperationOptions = { signal, timeoutMs: iteration.ports.commandTimeoutMs };
      await this.actor.undoChanges();
      this.context.page.parts.begin();
      if (this.#isUsed) await this.#beginAgain(own, options);
      else await this.#beginFirst(own, options);
      this.#isUsed = true;
    });
  }

  /** The test begins without a network. */
  async goOffline(iteration: RunningIteration): Promise<void> {
    const { network } = iteration.pages.own;
    const options = (): OperationOptions => ({ signal: iteration.signal, timeoutMs: iteration.ports.commandTimeoutMs });
    this.actor.changed(() => network.setOffline(false, options()));
    await network.setOffline(true, options());
  }

  /** The context was replaced: hooks and fixtures of the one before do not hold in the new one. */
  #startAfresh(): void {
    this.begun.clear();
    this.removeSuiteFiles();
    this.browser.forget();
    this.#first = undefined;
    this.#left.push(this.#worker);
    this.#worker = new FixtureScope(this.#scope);
  }

  #openContext(options: Readonly<Record<string, unknown>>): Promise<FurtherContext> {
    const run = currentRun();
    const stateOf = (given: unknown) => run?.stateOf(given);
    const { actor, browser } = this;
    return openContext(options, { actor, browser, stateOf, state: this.#state ?? stateOf(actor.defaults.use.storageState) });
  }

  async #beginFirst(page: PagePort, options: OperationOptions): Promise<void> {
    if (this.#state === undefined) this.#first = await page.storageState(options);
    else await page.restoreStorageState(this.#state, options);
    await page.traffic.keepBodies(options);
  }

  /** The page of the test before is left first: what it stores while it goes is replaced too. */
  async #beginAgain(page: PagePort, options: OperationOptions): Promise<void> {
    this.context.forgetPopups();
    // Most tests go on to a page at once: the empty one need not be drawn.
    await page.navigate("about:blank", { ...options, waitUntil: "commit" });
    await page.restoreStorageState(this.#state ?? this.#first ?? NOTHING_STORED, options);
  }
}

const NOTHING_STORED: StorageState = { cookies: [], origins: [] };
