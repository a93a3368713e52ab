import { delay } from "../../src/base/deadline.js";
import { LiveLoadError } from "../../src/base/errors.js";
import type { BrowserConnection, BrowserUser, ContextOptions, LaunchOptions } from "../../src/browser/connection.js";
import type { IterationPorts, IterationResult, ScenarioUser } from "../../src/scenario/iteration/iteration-ports.js";
import type { TelemetrySink } from "../../src/telemetry/telemetry-sink.js";
import { FakePagePort } from "../fixtures/fake-page-port.js";

/** State that all connections to a node's fake browser share. */
export class FakeBrowserWorld {
  /** Number of launches and contexts that will still fail. */
  failingLaunches = 0;
  failingContexts = 0;
  launches = 0;
  opened = 0;
  closed = 0;
  /** Users whose context is open. */
  readonly open = new Map<number, FakePagePort>();
  readonly flushed: number[] = [];
  cannotMeasure: readonly string[] = [];
  /** The options of each user's latest context. */
  readonly contextOptions = new Map<number, ContextOptions>();
  current: FakeBrowser | undefined;
  /** Prepares a new page. */
  onPage: (page: FakePagePort, userId: number) => void = () => {};

  create(): FakeBrowser {
    return new FakeBrowser(this);
  }
}

/** A browser connection without a browser. */
export class FakeBrowser implements BrowserConnection {
  readonly #world: FakeBrowserWorld;
  #launch: LaunchOptions | undefined;
  telemetry: TelemetrySink | undefined;

  constructor(world: FakeBrowserWorld) {
    this.#world = world;
  }

  browserContextsPerCore(): number {
    return 4;
  }

  browserMemoryUsageBytes(): number {
    return 100;
  }

  contextMemoryUsageBytes(): number {
    return 10;
  }

  metadata() {
    return { name: "fake", version: "Fake/1", cannotMeasure: this.#world.cannotMeasure };
  }

  async launch(options: LaunchOptions): Promise<void> {
    this.#world.launches += 1;
    if (this.#world.failingLaunches > 0) {
      this.#world.failingLaunches -= 1;
      throw new LiveLoadError("BROWSER_FAILED", "it did not start");
    }
    this.#launch = options;
    this.#world.current = this;
  }

  async close(): Promise<void> {
    this.#launch = undefined;
    this.#world.open.clear();
  }

  async newContext(options: ContextOptions): Promise<BrowserUser> {
    const { userId, telemetry } = options;
    if (this.#launch === undefined) throw new LiveLoadError("BROWSER_FAILED", "there is no browser");
    if (this.#world.failingContexts > 0) {
      this.#world.failingContexts -= 1;
      throw new LiveLoadError("BROWSER_FAILED", "no context");
    }
    this.telemetry = telemetry;
    this.#world.contextOptions.set(userId, options);
    const page = new FakePagePort();
    this.#world.onPage(page, userId);
    this.#world.opened += 1;
    this.#world.open.set(userId, page);
    return { page, flush: async () => void this.#world.flushed.push(userId) };
  }

  async closeContext(user: BrowserUser): Promise<void> {
    for (const [userId, page] of this.#world.open) {
      if (page !== user.page) continue;
      this.#world.closed += 1;
      this.#world.open.delete(userId);
    }
  }

  async roundTrip(): Promise<number> {
    if (this.#launch === undefined) throw new LiveLoadError("BROWSER_FAILED", "there is no browser");
    return 1;
  }

  /** Ends like a killed browser. */
  crash(): void {
    const launch = this.#launch;
    this.#launch = undefined;
    this.#world.open.clear();
    launch?.onCrash("killed");
  }
}

/** Outcome of a scripted iteration. */
export type ScriptedOutcome = "succeed" | "fail" | "think" | "halt" | "abort";

/** A user whose iterations each take `tookMs` on the ports' clock and end as the script says, in a loop. */
export class ScriptedUser implements ScenarioUser {
  readonly userId: number;
  readonly #script: readonly ScriptedOutcome[];
  readonly #tookMs: number;
  started = 0;
  resets = 0;
  readonly startsMs: number[] = [];
  readonly results: IterationResult[] = [];
  running = false;

  constructor(userId: number, script: readonly ScriptedOutcome[], tookMs = 100) {
    this.userId = userId;
    this.#script = script;
    this.#tookMs = tookMs;
  }

  async runIteration({ clock, interrupt, endOfLoad }: IterationPorts): Promise<IterationResult> {
    if (this.running) throw new Error("two iterations of one user at once");
    this.running = true;
    const what = this.#script[this.started % this.#script.length] ?? "succeed";
    this.started += 1;
    const startedAtMs = clock.now();
    this.startsMs.push(startedAtMs);
    const signal = what === "think" ? AbortSignal.any([interrupt, endOfLoad]) : interrupt;
    const cut = await delay(this.#tookMs, { clock, signal }).then(
      () => false,
      () => true,
    );
    this.running = false;
    const failed = what === "fail" || what === "abort";
    const result: IterationResult = {
      outcome: cut ? "interrupted" : failed ? "failed" : "succeeded",
      startedAtMs,
      endedAtMs: clock.now(),
      pausedMs: 0,
      halted: !cut && what === "halt" && "halted",
      abortReason: !cut && what === "abort" ? "enough" : undefined,
      failure:
        !cut && failed
          ? {
              category: "step",
              message: "it failed",
              stack: undefined,
              step: undefined,
              url: "http://site.test/items/7",
              likelyCauses: [],
            }
          : undefined,
    };
    this.results.push(result);
    return result;
  }

  /** Its hooks; absent if it has none. */
  hooks: Partial<Record<"beforeUser" | "afterUser", readonly ScriptedOutcome[]>> = {};
  readonly hookCalls: string[] = [];

  runHook(hook: "beforeUser" | "afterUser", ports: IterationPorts): Promise<IterationResult> | undefined {
    const script = this.hooks[hook];
    if (script === undefined) return undefined;
    const made = new ScriptedUser(this.userId, [script[this.hookCalls.length % script.length] ?? "succeed"], 50);
    this.hookCalls.push(`${hook} at ${ports.clock.now()}`);
    return made.runIteration(ports);
  }

  resetAssigns(): void {
    this.resets += 1;
  }
}
