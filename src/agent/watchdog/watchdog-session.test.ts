import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { Bench, batch, EPOCH, LIMIT } from "../../../test/fixtures/watchdog-bench.js";
import { LiveLoadError } from "../../base/errors.js";
import { CLOSE_CODES } from "../../channel/transport.js";

describe("a watchdog", () => {
  it("joins, renews its lease, and reports its clock", async () => {
    const bench = new Bench();
    void bench.session.run();
    await bench.clock.advance(10_000);
    expect(bench.joins).toEqual([{ resume: false, epoch: EPOCH }]);
    expect(bench.renewals).toBe(4);
    expect(await bench.controller?.request("node.clock", {}, LIMIT)).toEqual({ nodeMs: 11_000 });
  });

  it("tries to reach the controller until the deadline, then ends everything", async () => {
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

  it("ends at once when the controller refuses it", async () => {
    const bench = new Bench();
    bench.joinError = new LiveLoadError("VERSION_MISMATCH", "another version");
    const ended = bench.session.run();
    await bench.clock.advance(0);
    expect(await ended).toBe("refused");
  });

  it("repeats a request for rows on a new connection when the answer was lost", async () => {
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

  it("passes on why rows are refused, and gives up when the lease expires", async () => {
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

  it("stays joined when the answer to its join was lost", async () => {
    const bench = new Bench();
    bench.losesJoinAnswer = true;
    void bench.session.run();
    await bench.clock.advance(5000);
    expect(bench.joins.map(({ resume }) => resume)).toEqual([false, true]);
    expect(bench.renewals).toBeGreaterThan(0);
  });

  it("joins again when its first request was lost", async () => {
    const bench = new Bench();
    bench.losesJoin = true;
    void bench.session.run();
    await bench.clock.advance(5000);
    expect(bench.joins).toEqual([{ resume: false, epoch: EPOCH }]);
  });

  it("resumes within its lease, and ends when the lease expires", async () => {
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

  it("repeats the demand for throttles after a resume", async () => {
    const bench = new Bench();
    void bench.session.run();
    await bench.clock.advance(0);
    const demands = [{ wants: 3, gaveUp: 0, received: 1, used: 1, returned: 0, released: 0 }];
    bench.link?.cut();
    bench.runner.notify("runner.throttles", { demands });
    await bench.clock.advance(5000);
    expect(bench.joins.at(-1)).toMatchObject({ resume: true });
    expect(bench.told.filter((news) => news === `runner.throttles ${JSON.stringify({ demands })}`)).toHaveLength(1);
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

  it("relays requests and notifications both ways", async () => {
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
    const granted: unknown[] = [];
    bench.runner.on("throttle.grants", (grants) => void granted.push(grants));
    bench.controller?.notify("throttle.grants", { throttle: 1, first: 0, dueMs: [7] });
    await bench.clock.advance(0);
    expect(granted).toEqual([{ throttle: 1, first: 0, dueMs: [7] }]);
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

  it("reports a silent runner, and kills one that stays silent", async () => {
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

  it("does not blame the runner when the machine stalled", async () => {
    const bench = new Bench();
    void bench.session.run();
    await bench.clock.advance(5000);
    await bench.clock.sleepThrough(25_000);
    await bench.clock.advance(1000);
    expect(bench.told.filter((line) => line.startsWith("node.stalled"))).toEqual([]);
    expect(bench.signals).toEqual([]);
  });

  it("reports how a runner exited, with its last lines, and ends as well", async () => {
    const bench = new Bench();
    const ended = bench.session.run();
    await bench.clock.advance(1000);
    bench.runner.sendBinary(batch(1));
    bench.runnerExit.resolve({ code: 3, signal: null });
    await bench.clock.advance(100);
    expect(bench.told).toContain('node.runnerExited {"code":3,"signal":null,"lastLines":["last words"]}');
    expect(bench.received).toEqual([1]);
    // A controller that knows of it refuses the node.
    bench.joinError = new LiveLoadError("CHANNEL_PROTOCOL", "gone");
    bench.controller?.close(CLOSE_CODES.refused, "lost");
    await bench.clock.advance(2000);
    expect(await ended).toBe("runner-exited");
    expect(bench.sweeps).toBe(1);
  });

  it("ends on request, by force when the runner does not comply", async () => {
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
