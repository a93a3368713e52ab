import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/fixtures/fake-clock.js";
import { deferred } from "../base/deadline.js";
import { LiveLoadError } from "../base/errors.js";
import { Connection } from "../channel/connection.js";
import { type MemoryTransport, memoryTransports } from "../channel/memory-transport.js";
import { CLOSE_CODES, type Transport } from "../channel/transport.js";
import { encodeBatch, peekBatchHeader } from "../protocol/batch-codec.js";
import { CONTROLLER_NOTIFICATIONS, CONTROLLER_REQUESTS, NODE_NOTIFICATIONS, NODE_REQUESTS } from "../protocol/messages.js";
import type { NodeResources } from "../protocol/resources.js";
import { RUNNER_VOCABULARY, WATCHDOG_VOCABULARY } from "./ipc-vocabulary.js";
import { type WatchdogPorts, WatchdogSession } from "./watchdog-session.js";

const EPOCH = 7;
const resources: NodeResources = {
  cpus: 2,
  cpuSource: "host",
  memoryBytes: 1,
  availableMemoryBytes: 1,
  memorySource: "host",
  cgroup: "none",
  platform: "linux",
  arch: "x64",
  hostname: "h",
  nodeVersion: "v20",
};
const batch = (seq: number) =>
  encodeBatch({ nodeId: "n", epoch: EPOCH, seq, seconds: [], failures: [], capped: [], customKinds: new Map() });

/** A controller that does what the protocol asks of it, and a runner; between them the watchdog. */
class Bench {
  readonly clock = new FakeClock();
  readonly joins: { readonly resume: boolean; readonly epoch: number }[] = [];
  readonly received: number[] = [];
  readonly told: string[] = [];
  readonly signals: string[] = [];
  readonly logs: string[] = [];
  renewals = 0;
  sweeps = 0;
  lastSeq = 0;
  /** The controller cannot be reached. */
  unreachable = false;
  acknowledges = true;
  joinError: LiveLoadError | undefined;
  /** Loses the answer to a join. */
  losesJoinAnswer = false;
  /** Loses the request to join. */
  losesJoin = false;
  link: MemoryTransport | undefined;
  controller: Connection<typeof CONTROLLER_SIDE, typeof NODE_SIDE> | undefined;
  readonly runner: Connection<typeof RUNNER_VOCABULARY, typeof WATCHDOG_VOCABULARY>;
  readonly runnerExit = deferred<{ code: number | null; signal: string | null }>();
  readonly session: WatchdogSession;
  /** Ends when it is told to by SIGTERM. */
  runnerObeys = true;

  constructor(given: Partial<WatchdogPorts> = {}) {
    const [ours, theirs] = memoryTransports();
    this.runner = new Connection({
      transport: theirs,
      clock: this.clock,
      ours: RUNNER_VOCABULARY,
      theirs: WATCHDOG_VOCABULARY,
    }).start();
    this.session = new WatchdogSession({
      clock: this.clock,
      nodeId: "n",
      version: "1",
      pid: 1,
      epoch: EPOCH,
      expiresAt: this.clock.wallTime() + 3_600_000,
      resources,
      runner: {
        transport: ours,
        exited: this.runnerExit.promise,
        lastLines: () => ["last words"],
        signal: (signal) => {
          this.signals.push(signal);
          if (signal === "SIGKILL" || this.runnerObeys) this.runnerExit.resolve({ code: null, signal });
        },
      },
      dial: () => this.#dial(),
      fetchBundle: async (path) => new TextEncoder().encode(`bundle ${path}`),
      sweep: async () => {
        this.sweeps += 1;
      },
      log: (line) => void this.logs.push(line),
      ...given,
    });
    this.clock.setTimer(() => this.#alive(), 1000);
  }

  /** What else the controller answers. */
  onConnection: (controller: Connection<typeof CONTROLLER_SIDE, typeof NODE_SIDE>) => void = () => {};

  /** Whether the runner gives signs of life. */
  isAlive = true;

  #alive(): void {
    if (this.isAlive) this.runner.notify("runner.alive", {});
    this.clock.setTimer(() => this.#alive(), 1000);
  }

  async #dial(): Promise<Transport> {
    if (this.unreachable) throw new LiveLoadError("CHANNEL_CLOSED", "connection refused", { details: {} });
    const [ours, theirs] = memoryTransports();
    this.link = ours;
    const connection = new Connection({ transport: theirs, clock: this.clock, ours: CONTROLLER_SIDE, theirs: NODE_SIDE });
    this.controller = connection;
    connection.handle("cluster.join", ({ resume, epoch }) => {
      if (this.joinError !== undefined) throw this.joinError;
      const known = this.joins.length > 0;
      if (resume !== known) throw new LiveLoadError("CHANNEL_PROTOCOL", "out of turn");
      this.joins.push({ resume, epoch });
      if (this.losesJoinAnswer) {
        this.losesJoinAnswer = false;
        theirs.cut();
      }
      return { leaseMs: 30_000, renewEveryMs: 3000, lastSeq: this.lastSeq };
    });
    connection.handle("lease.renew", () => {
      this.renewals += 1;
      return {};
    });
    connection.onBinary((bytes) => {
      const { seq } = peekBatchHeader(bytes);
      if (seq > this.lastSeq + 1) throw new RangeError("out of sequence");
      if (seq === this.lastSeq + 1) {
        this.lastSeq = seq;
        this.received.push(seq);
      }
      if (this.acknowledges) connection.notify("batch.ack", { epoch: EPOCH, seq: this.lastSeq });
    });
    for (const name of Object.keys(NODE_NOTIFICATIONS) as (keyof typeof NODE_NOTIFICATIONS)[])
      connection.on(name, (params) => void this.told.push(`${name} ${JSON.stringify(params)}`));
    this.onConnection(connection);
    connection.start();
    if (this.losesJoin) theirs.cut();
    this.losesJoin = false;
    return ours;
  }
}

const CONTROLLER_SIDE = { requests: CONTROLLER_REQUESTS, notifications: CONTROLLER_NOTIFICATIONS };
const NODE_SIDE = { requests: NODE_REQUESTS, notifications: NODE_NOTIFICATIONS };
const LIMIT = { timeoutMs: 1000 };

describe("a watchdog", () => {
  it("joins, renews its lease, and tells its clock", async () => {
    const bench = new Bench();
    void bench.session.run();
    await bench.clock.advance(10_000);
    expect(bench.joins).toEqual([{ resume: false, epoch: EPOCH }]);
    expect(bench.renewals).toBe(4);
    expect(await bench.controller?.request("node.clock", {}, LIMIT)).toEqual({ nodeMs: 11_000 });
  });

  it("tries until its deadline to reach the controller, then ends everything", async () => {
    const bench = new Bench();
    bench.unreachable = true;
    const ended = bench.session.run();
    await bench.clock.advance(59_000);
    expect(bench.signals).toEqual([]);
    await bench.clock.advance(3000);
    expect(await ended).toBe("join-deadline");
    expect(bench.signals).toContain("SIGTERM");
    expect(bench.sweeps).toBe(1);
    expect(bench.logs.join()).toContain("connection refused");
  });

  it("joins a controller that comes late", async () => {
    const bench = new Bench();
    bench.unreachable = true;
    void bench.session.run();
    await bench.clock.advance(30_000);
    bench.unreachable = false;
    await bench.clock.advance(2000);
    expect(bench.joins).toHaveLength(1);
  });

  it("ends at once when the controller does not want it", async () => {
    const bench = new Bench();
    bench.joinError = new LiveLoadError("VERSION_MISMATCH", "another version");
    const ended = bench.session.run();
    await bench.clock.advance(0);
    expect(await ended).toBe("refused");
  });

  it("asks for rows again on a new connection when the answer was lost", async () => {
    const bench = new Bench();
    void bench.session.run();
    await bench.clock.advance(1000);
    const seqs: number[] = [];
    const answer = { rows: [{ id: 1 }], usedUp: false };
    bench.controller?.handle("data.lease", ({ seq }) => {
      seqs.push(seq);
      bench.link?.cut();
      return answer;
    });
    bench.onConnection = (controller) =>
      controller.handle("data.lease", ({ seq }) => {
        seqs.push(seq);
        return answer;
      });
    const asked = bench.runner.request("data.lease", { pool: "p", seq: 3, count: 1 }, { timeoutMs: 60_000 });
    await bench.clock.advance(5000);
    expect(await asked).toEqual(answer);
    expect(seqs).toEqual([3, 3]);
    expect(bench.joins.at(-1)?.resume).toBe(true);
  });

  it("passes on why rows are refused, and gives up when the lease is over", async () => {
    const bench = new Bench();
    void bench.session.run();
    await bench.clock.advance(1000);
    bench.controller?.handle("data.rows", () => {
      throw new LiveLoadError("CHANNEL_PROTOCOL", "there is no row 9");
    });
    const question = { pool: "p", indexes: [9] };
    const refused = bench.runner.request("data.rows", question, { timeoutMs: 60_000 });
    await expect(refused).rejects.toMatchObject({ code: "CHANNEL_PROTOCOL", message: "there is no row 9" });
    bench.unreachable = true;
    bench.link?.cut();
    const late = expect(bench.runner.request("data.rows", question, { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: "ABORTED",
    });
    await bench.clock.advance(31_000);
    await late;
  });

  it("is a member also when the answer to its joining was lost", async () => {
    const bench = new Bench();
    bench.losesJoinAnswer = true;
    void bench.session.run();
    await bench.clock.advance(5000);
    expect(bench.joins.map(({ resume }) => resume)).toEqual([false, true]);
    expect(bench.renewals).toBeGreaterThan(0);
  });

  it("joins anew when it was its first request that was lost", async () => {
    const bench = new Bench();
    bench.losesJoin = true;
    void bench.session.run();
    await bench.clock.advance(5000);
    expect(bench.joins).toEqual([{ resume: false, epoch: EPOCH }]);
  });

  it("comes back within its lease, and ends when the lease does", async () => {
    const bench = new Bench();
    const ended = bench.session.run();
    await bench.clock.advance(5000);
    bench.unreachable = true;
    bench.link?.cut();
    await bench.clock.advance(20_000);
    expect(bench.signals).toEqual([]);
    bench.unreachable = false;
    await bench.clock.advance(2000);
    expect(bench.joins.map(({ resume }) => resume)).toEqual([false, true]);
    bench.unreachable = true;
    bench.link?.cut();
    await bench.clock.advance(32_000);
    expect(await ended).toBe("lease");
    expect([bench.sweeps, bench.signals]).toEqual([1, ["SIGTERM", "SIGKILL"]]);
  });

  it("ends when the lease is not renewed although the connection is open", async () => {
    const bench = new Bench();
    const ended = bench.session.run();
    await bench.clock.advance(1000);
    bench.controller?.handle("lease.renew", () => {
      throw new LiveLoadError("INTERNAL", "no");
    });
    await bench.clock.advance(40_000);
    expect(await ended).toBe("lease");
  });

  it("passes requests and news on, both ways", async () => {
    const bench = new Bench();
    void bench.session.run();
    await bench.clock.advance(0);
    bench.runner.handle("runner.start", ({ t0Ms }) => {
      bench.runner.notify("runner.warning", { message: `from ${t0Ms}` });
      return {};
    });
    bench.runner.handle("runner.describe", () => {
      throw new LiveLoadError("BROWSER_NOT_FOUND", "none", { hint: "install one" });
    });
    expect(await bench.controller?.request("runner.start", { t0Ms: 5 }, LIMIT)).toEqual({});
    expect(bench.told).toContain('runner.warning {"message":"from 5"}');
    const describing = bench.controller?.request("runner.describe", { connection: "x", headed: false }, LIMIT);
    await expect(describing).rejects.toMatchObject({ code: "BROWSER_NOT_FOUND", hint: "install one" });
    const { base64 } = await bench.runner.request("agent.fetchBundle", { path: "/b", maxBytes: 100 }, LIMIT);
    expect(Buffer.from(base64, "base64").toString()).toBe("bundle /b");
  });

  it("delivers every batch exactly once and in order, however often the connection is lost", async () => {
    const step = fc.constantFrom("batch", "cut", "wait", "deaf", "hearing");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const bench = new Bench();
        void bench.session.run();
        await bench.clock.advance(0);
        let seq = 0;
        for (const what of steps) {
          if (what === "batch") bench.runner.sendBinary(batch(++seq));
          if (what === "cut") bench.link?.cut();
          if (what === "wait") await bench.clock.advance(700);
          if (what === "deaf") bench.acknowledges = false;
          if (what === "hearing") bench.acknowledges = true;
        }
        bench.runner.notify("runner.finished", { lastSeq: seq, users: { succeeded: 1, failed: 0, neverStarted: 0 } });
        await bench.clock.advance(5000);
        expect(bench.received).toEqual(Array.from({ length: seq }, (_, at) => at + 1));
        expect(bench.told.some((line) => line.startsWith("runner.finished"))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("tells of a runner that is silent, and ends one that stays so", async () => {
    const bench = new Bench();
    const ended = bench.session.run();
    await bench.clock.advance(5000);
    bench.isAlive = false;
    await bench.clock.advance(13_000);
    expect(bench.told.filter((line) => line.startsWith("node.stalled"))).toHaveLength(1);
    expect(bench.signals).toEqual([]);
    await bench.clock.advance(30_000);
    expect(bench.signals).toContain("SIGKILL");
    expect(await ended).toBe("runner-exited");
  });

  it("does not blame the runner when the machine slept", async () => {
    const bench = new Bench();
    void bench.session.run();
    await bench.clock.advance(5000);
    await bench.clock.sleepThrough(25_000);
    await bench.clock.advance(1000);
    expect(bench.told.filter((line) => line.startsWith("node.stalled"))).toEqual([]);
    expect(bench.signals).toEqual([]);
  });

  it("tells how a runner ended, with its last words, and ends too", async () => {
    const bench = new Bench();
    const ended = bench.session.run();
    await bench.clock.advance(1000);
    bench.runner.sendBinary(batch(1));
    bench.runnerExit.resolve({ code: 3, signal: null });
    await bench.clock.advance(100);
    expect(bench.told).toContain('node.runnerExited {"code":3,"signal":null,"lastLines":["last words"]}');
    expect(bench.received).toEqual([1]);
    // A controller that knows closes the door.
    bench.joinError = new LiveLoadError("CHANNEL_PROTOCOL", "gone");
    bench.controller?.close(CLOSE_CODES.refused, "lost");
    await bench.clock.advance(2000);
    expect(await ended).toBe("runner-exited");
    expect(bench.sweeps).toBe(1);
  });

  it("ends on request, by force when the runner does not listen", async () => {
    const bench = new Bench();
    bench.runnerObeys = false;
    const ended = bench.session.run();
    await bench.clock.advance(1000);
    expect(await bench.controller?.request("node.stop", { graceMs: 2000 }, LIMIT)).toEqual({});
    await bench.clock.advance(1900);
    expect(bench.signals).toEqual(["SIGTERM"]);
    await bench.clock.advance(200);
    expect(await ended).toBe("stopped");
    expect([bench.signals, bench.sweeps]).toEqual([["SIGTERM", "SIGKILL"], 1]);
    expect(bench.told.filter((line) => line.startsWith("node.runnerExited"))).toEqual([]);
  });

  it("ends when its lifetime is over, whatever the controller says", async () => {
    const clock = new FakeClock();
    const bench = new Bench({ expiresAt: clock.wallTime() + 20_000 });
    const ended = bench.session.run();
    await bench.clock.advance(22_000);
    expect(await ended).toBe("expired");
    expect(bench.sweeps).toBe(1);
  });
});
