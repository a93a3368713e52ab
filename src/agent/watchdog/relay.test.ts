import { describe, expect, it } from "vitest";
import { Bench, LIMIT } from "../../../test/fixtures/watchdog-bench.js";
import { FROM_RUNNER, type REPEATED_NOTIFICATIONS } from "../../protocol/messages.js";

const users = { succeeded: 1, failed: 0, neverStarted: 0 };
/** One of each notification of a runner. */
const NOTICES = {
  "runner.progress": { preparedUsers: 1, totalUsers: 2 },
  "runner.finished": { lastSeq: 0, users },
  "runner.aborted": { reason: "sold out", userId: 1 },
  "runner.throttles": { demands: [] },
  "runner.warning": { message: "slow" },
  "runner.output": { level: "log", text: "hello" },
  "runner.step": { userId: 1, state: "done", number: 1, text: "click", durationMs: 5, console: [] },
  "runner.artifact": { name: "a.png", base64: "" },
} as const;
type Sample = [keyof typeof NOTICES, (typeof NOTICES)[keyof typeof NOTICES]];
const samples = Object.entries(NOTICES) as Sample[];

async function joined(): Promise<Bench> {
  const bench = new Bench();
  void bench.session.run();
  await bench.clock.advance(1000);
  return bench;
}

describe("the watchdog's relay", () => {
  it("has a sample of every notification", () => {
    expect(Object.keys(NOTICES).sort()).toEqual(Object.keys(FROM_RUNNER.notifications).sort());
  });

  it.each(samples)("relays %s to the controller unchanged", async (name, params) => {
    const bench = await joined();
    bench.runner.notify(name, params as never);
    await bench.clock.advance(0);
    expect(bench.told).toEqual([`${name} ${JSON.stringify(params)}`]);
  });

  it("relays the runner's requests to the controller, and the answers back", async () => {
    const bench = await joined();
    bench.controller?.handle("data.rows", ({ indexes }) => ({ rows: indexes.map((index) => ({ index })) }));
    const asked = bench.runner.request("data.rows", { pool: "people", indexes: [3, 5] }, LIMIT);
    await bench.clock.advance(0);
    expect(await asked).toEqual({ rows: [{ index: 3 }, { index: 5 }] });
  });

  it("relays the controller's messages to the runner, and the answers back", async () => {
    const bench = await joined();
    const granted: unknown[] = [];
    bench.runner.on("throttle.grants", (grants) => void granted.push(grants));
    bench.runner.handle("runner.start", ({ t0Ms }) => {
      granted.push(t0Ms);
      return {};
    });
    bench.controller?.notify("throttle.grants", { throttle: 1, first: 2, dueMs: [3] });
    const started = bench.controller?.request("runner.start", { t0Ms: 7 }, LIMIT);
    await bench.clock.advance(0);
    expect(await started).toEqual({});
    expect(granted).toEqual([{ throttle: 1, first: 2, dueMs: [3] }, 7]);
  });

  it("repeats only the notifications that the controller must not miss after a resume", async () => {
    const bench = await joined();
    for (const [name, params] of samples) bench.runner.notify(name, params as never);
    await bench.clock.advance(0);
    bench.told.length = 0;
    bench.link?.cut();
    await bench.clock.advance(3000);
    const repeated = bench.told.map((line) => line.split(" ")[0] as (typeof REPEATED_NOTIFICATIONS)[number]);
    expect(repeated.sort()).toEqual(["runner.aborted", "runner.finished", "runner.throttles"]);
  });

  it("sends the node's debug lines once it has joined", async () => {
    const bench = await joined();
    bench.debugLines.add("[debug] hello");
    await bench.clock.advance(1000);
    expect(bench.told).toEqual(['node.debug {"lines":["[debug] hello"]}']);
  });
});
