import { throwIfAborted, withDeadline } from "../../base/deadline.js";
import { LiveLoadError } from "../../base/errors.js";
import { rememberSecretsIn, withSecretsKnown } from "../../base/secrets/known-secrets.js";
import { maskedText } from "../../base/secrets/mask-secrets.js";
import { sharedAbortController } from "../../base/shared-abort.js";
import { LONGER_SETUP } from "../../base/user-code.js";
import type { ThrottleDemand } from "../../load/throttle/throttle-line.js";
import { MAX_TEXT_LENGTH } from "../../protocol/evidence-messages.js";
import type { Assignment, ChangedLoad } from "../../protocol/messages.js";
import { hookStandInsOf } from "../../scenario/authoring/hook-stand-ins-of.js";
import { resolveConfig } from "../../scenario/authoring/resolve-scenario.js";
import type { ScenarioUser } from "../../scenario/iteration/iteration-ports.js";
import { keptMasks, maskingSink } from "../../telemetry/masking-sink.js";
import { Recorder } from "../../telemetry/recorder.js";
import { Artifacts } from "./artifacts.js";
import { BatchSender } from "./batch-sender.js";
import { BrowserHost } from "./browser-host.js";
import { describeBrowser, programOf } from "./describe-browser.js";
import { type RunEvidence, runEvidence } from "./evidence/run-evidence.js";
import { HealthProbe } from "./health/health-probe.js";
import { failureSampleOf, iterationRecorder } from "./iteration-recorder.js";
import type { ReceivedAsset } from "./load-scenario.js";
import type { RunnerPorts } from "./runner-ports.js";
import { adaptersOf } from "./scenario-adapters.js";
import { ThrottleGate } from "./throttle-gate.js";
import { openContexts } from "./users/open-contexts.js";
import { scenarioUsersOf } from "./users/scenario-users.js";
import { type LoadedScenario, userBrowserOptions } from "./users/user-browser-options.js";
import type { UserTally } from "./users/user-end.js";
import { type MadeUsers, type ReadyUser, UserPopulation } from "./users/user-population.js";

const MAX_WARNINGS = 50;
const ALIVE_EVERY_MS = 1000;
const FETCH_TIMEOUT_MS = 60_000;
/** Interrupted users have this long to end; after that the last batch is sent without them. */
const INTERRUPTED_MS = 1700;

/**
 * Runs this node's part of a load test.
 *
 * | state | goes to | when |
 * | --- | --- | --- |
 * | idle | preparing | `runner.prepare` |
 * | preparing | ready, idle | all contexts are open; something failed |
 * | ready | running | `runner.start` |
 * | preparing, ready, running | finished | all users have ended, or `runner.stop` |
 * | any | ended | the process is about to exit |
 */
export class RunnerSession {
  readonly #ports: RunnerPorts;
  readonly #recorder = new Recorder();
  /** Masks everything that comes from users and pages. */
  readonly #masked = keptMasks();
  readonly #sink = maskingSink(this.#recorder, this.#masked);
  readonly #artifacts: Artifacts;
  readonly #stopping = sharedAbortController();
  #state: "idle" | "preparing" | "ready" | "running" | "finished" | "ended" = "idle";
  #host: BrowserHost | undefined;
  #batches: BatchSender | undefined;
  #health: HealthProbe | undefined;
  #population: UserPopulation | undefined;
  #gate: ThrottleGate | undefined;
  #evidence: RunEvidence | undefined;
  #ran: Promise<UserTally> | undefined;
  #finishing: Promise<void> | undefined;
  #users = 0;
  #warnings = 0;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
    const { watchdog } = ports;
    this.#artifacts = new Artifacts(
      (artifact) => watchdog.notify("runner.artifact", artifact),
      (message) => this.warn(message),
    );
  }

  /** Starts to serve the watchdog's requests. */
  serve(): void {
    const { watchdog } = this.#ports;
    watchdog.handle("runner.describe", ({ connection, headed }) => this.#describe(connection, headed));
    watchdog.handle("runner.prepare", (assignment) => this.#prepare(assignment));
    watchdog.handle("runner.start", ({ t0Ms }) => this.#start(t0Ms));
    watchdog.handle("runner.change", (changed) => this.#change(changed));
    watchdog.handle("runner.stop", () => this.#stop());
    watchdog.on("throttle.grants", (grants) => this.#gate?.granted(grants));
    watchdog.start();
    this.#tellAlive();
  }

  /** Shows a warning in the terminal, up to a limit. */
  warn(message: string): void {
    this.#warnings += 1;
    if (this.#warnings > MAX_WARNINGS) return;
    this.#ports.watchdog.notify("runner.warning", { message: maskedText(message, MAX_TEXT_LENGTH) });
  }

  /** Ends users and browser, so that the process can exit. Idempotent, never rejects. */
  async end(timeoutMs: number): Promise<void> {
    this.#state = "ended";
    this.#stopping.abort();
    this.#population?.interrupt();
    this.#health?.stop();
    this.#batches?.finish();
    await this.#host?.end(timeoutMs);
  }

  async #describe(name: string, headed: boolean) {
    const { createConnection, findBrowser } = this.#ports;
    return describeBrowser(name, await createConnection(name), () => findBrowser(headed));
  }

  async #prepare(assignment: Assignment): Promise<{ users: number }> {
    if (this.#state !== "idle") throw new LiveLoadError("CHANNEL_PROTOCOL", `the runner is already ${this.#state}`);
    this.#state = "preparing";
    this.#users = assignment.users.count;
    try {
      const { scenario, scenarioOf, users, grow } = await this.#makeUsers(assignment);
      const host = await this.#makeHost(assignment, { scenario, scenarioOf });
      this.#host = host;
      await host.launch();
      this.#population = this.#populate(assignment, host, { users: await this.#open(host, users), grow });
      throwIfAborted(this.#stopping.signal);
      this.#makeSenders(assignment, host);
      this.#state = "ready";
      return { users: users.length };
    } catch (error) {
      await this.#host?.end();
      if (this.#state === "preparing") this.#state = "idle";
      throw error;
    }
  }

  /** Loads the scenario and creates its users, without contexts. */
  async #makeUsers(assignment: Assignment): Promise<LoadedScenario & MadeUsers<ScenarioUser>> {
    const { loadScenario, createUser, clock, watchdog } = this.#ports;
    const { bundle, assets: sent, scenarioName, options, setupTimeoutMs: timeoutMs } = assignment;
    const bytes = await this.#fetch(bundle);
    const assets: ReceivedAsset[] = [];
    for (const file of sent) assets.push({ ...file, bytes: await this.#fetch(file) });
    const scenario = await loadScenario({ bytes, sha256: bundle.sha256, name: scenarioName, assets });
    rememberSecretsIn([options, assignment.setupValue, assignment.browser]);
    const { signal } = this.#stopping;
    const config = await resolveConfig(scenario, options, { clock, signal, timeoutMs, longerBy: LONGER_SETUP });
    rememberSecretsIn(config);
    throwIfAborted(signal);
    const wait = { timeoutMs: FETCH_TIMEOUT_MS, signal };
    const made = scenarioUsersOf({
      assignment,
      scenario,
      config,
      clock,
      signal,
      lease: async (question) => withSecretsKnown(await watchdog.request("data.lease", question, wait)),
      rows: async (question) => withSecretsKnown(await watchdog.request("data.rows", question, wait)),
      onWarning: (message) => this.warn(message),
    });
    await made.rows.fetchFirst();
    const evidence = runEvidence(assignment, { clock, watchdog, onWarning: (message) => this.warn(message) });
    this.#evidence = evidence;
    const watchedUser = (user: Parameters<typeof createUser>[0]) => evidence.watched(createUser(user));
    const { scenarioOf } = made;
    const grow = (total: number, ids: Assignment["users"]) => made.grow(total, ids).map(watchedUser);
    return { scenario, scenarioOf, users: made.users.map(watchedUser), grow };
  }

  async #fetch({ path, sizeBytes }: { readonly path: string; readonly sizeBytes: number }): Promise<Uint8Array> {
    const wait = { timeoutMs: FETCH_TIMEOUT_MS, signal: this.#stopping.signal };
    const { base64 } = await this.#ports.watchdog.request("agent.fetchBundle", { path, maxBytes: sizeBytes }, wait);
    return new Uint8Array(Buffer.from(base64, "base64"));
  }

  async #makeHost({ browser, routes, seed }: Assignment, { scenario, scenarioOf }: LoadedScenario): Promise<BrowserHost> {
    const { clock, env, createConnection, findBrowser } = this.#ports;
    const { connection, headed } = browser;
    const executablePath = await programOf(await createConnection(connection), () => findBrowser(headed));
    const adapters = await adaptersOf(scenario);
    return new BrowserHost({
      clock,
      createConnection: () => createConnection(connection),
      launch: { executablePath, headed, env },
      routes,
      adapters,
      seed,
      hooks: hookStandInsOf(scenario, connection),
      browserOptionsOf: userBrowserOptions({ scenario, scenarioOf }, browser),
      telemetry: this.#sink,
      telemetryOf: (userId) => maskingSink(this.#recorder.ofUser(userId), this.#masked),
      onWarning: (message) => this.warn(message),
    });
  }

  #open(host: BrowserHost, users: readonly ScenarioUser[]): Promise<readonly ReadyUser[]> {
    const { clock, watchdog } = this.#ports;
    const totalUsers = users.length;
    const onProgress = (opened: number) => watchdog.notify("runner.progress", { preparedUsers: opened, totalUsers });
    return openContexts(users, { host, clock, signal: this.#stopping.signal, onProgress });
  }

  #populate(assignment: Assignment, host: BrowserHost, made: MadeUsers<ReadyUser>): UserPopulation {
    const { clock, watchdog } = this.#ports;
    const sinkOf = (userId: number) => maskingSink(this.#recorder.ofUser(userId), this.#masked);
    const { throttles } = assignment;
    const report = (demands: ThrottleDemand[]) => watchdog.notify("runner.throttles", { demands });
    this.#gate = new ThrottleGate({ clock, sink: this.#sink, throttles, report });
    return new UserPopulation({
      clock,
      assignment,
      ...made,
      contexts: host,
      sink: this.#sink,
      sinkOf,
      throttle: this.#gate,
      observe: (userId) => {
        const onScreenshot = (name: string, png: Uint8Array) => this.#artifacts.addScreenshot(name, userId, png);
        return iterationRecorder({ clock, sink: sinkOf(userId), onScreenshot });
      },
      describeFailure: (result, userId) => failureSampleOf(result, userId, assignment.routes),
      onAbort: (reason, userId) => watchdog.notify("runner.aborted", { reason: maskedText(reason, MAX_TEXT_LENGTH), userId }),
      onActiveUsers: (count) => this.#recorder.activeUsers(count, clock.now()),
    });
  }

  #makeSenders({ batchIntervalMs }: Assignment, host: BrowserHost): void {
    const { clock, nodeId, epoch, watchdog, measureUsage, eventLoopDelayMs, die: onDefect } = this.#ports;
    const recorder = this.#recorder;
    const send = (batch: Uint8Array) => watchdog.sendBinary(batch);
    this.#batches = new BatchSender({ clock, recorder, nodeId, epoch, intervalMs: batchIntervalMs, send, onDefect });
    const roundTrip = (timeoutMs: number) => host.probe(timeoutMs);
    this.#health = new HealthProbe({ clock, recorder, measureUsage, eventLoopDelayMs, roundTrip });
  }

  #start(t0Ms: number): Record<string, never> {
    const population = this.#population;
    if (this.#state !== "ready" || population === undefined)
      throw new LiveLoadError("CHANNEL_PROTOCOL", `the runner is ${this.#state}, not ready`);
    this.#state = "running";
    this.#recorder.startAt(t0Ms);
    this.#evidence?.startAt(t0Ms);
    this.#batches?.start();
    this.#health?.start(t0Ms);
    this.#ran = population.run(t0Ms);
    void this.#ran.then((users) => this.#finish(users));
    return {};
  }

  /** When all users have ended, those that would have been added never start. */
  #change(changed: ChangedLoad): Record<string, never> {
    if (this.#state === "running") this.#users += this.#population?.change(changed) ?? 0;
    return {};
  }

  async #stop(): Promise<Record<string, never>> {
    const { clock } = this.#ports;
    const neverStarted = { succeeded: 0, failed: 0, neverStarted: this.#users };
    this.#stopping.abort();
    if (this.#state === "running" && this.#ran !== undefined) {
      this.#host?.hurry();
      this.#population?.interrupt();
      const ran = withDeadline(this.#ran, { clock, timeoutMs: INTERRUPTED_MS, what: "the users to end" });
      // Users that have not ended by now have at least started.
      await this.#finish(await ran.catch(() => ({ ...neverStarted, succeeded: this.#users, neverStarted: 0 })));
    } else if (this.#state === "preparing" || this.#state === "ready") await this.#finish(neverStarted);
    else await this.#finishing;
    return {};
  }

  #finish(users: UserTally): Promise<void> {
    if (this.#state !== "ended") this.#finishing ??= this.#sendLast(users);
    return this.#finishing ?? Promise.resolve();
  }

  /** Sends the last batch, then its number. */
  async #sendLast(users: UserTally): Promise<void> {
    this.#state = "finished";
    await this.#health?.finish();
    const lastSeq = this.#batches?.finish() ?? 0;
    this.#gate?.flush();
    await this.#evidence?.settled({ isStopped: this.#stopping.signal.aborted });
    this.#ports.watchdog.notify("runner.finished", { lastSeq, users: { ...users } });
    void this.#host?.end();
  }

  #tellAlive(): void {
    const { clock, watchdog } = this.#ports;
    if (!watchdog.isOpen) return;
    watchdog.notify("runner.alive", {});
    clock.setTimer(() => this.#tellAlive(), ALIVE_EVERY_MS, { background: true });
  }
}
