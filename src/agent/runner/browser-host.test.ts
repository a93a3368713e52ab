import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../test/fixtures/recording-telemetry.js";
import { FakeBrowserWorld } from "../../../test/integration/agent-fixtures.js";
import { AdapterSet } from "../../browser/interactions/adapter-set.js";
import { BrowserHost } from "./browser-host.js";

const never = new AbortController().signal;
const hostOf = async (world: FakeBrowserWorld) => {
  const { launching, ...parts } = launchedIn(world);
  await launching;
  return parts;
};
const launchedIn = (world: FakeBrowserWorld) => {
  const clock = new FakeClock();
  const telemetry = new RecordingTelemetry();
  const warnings: string[] = [];
  const host = new BrowserHost({
    clock,
    telemetry,
    telemetryOf: () => telemetry,
    createConnection: async () => world.create(),
    launch: { headed: false, env: {} },
    adapters: new AdapterSet(),
    routes: [],
    seed: 17,
    hooks: { Chart: () => {} },
    browserOptionsOf: async () => ({}),
    onWarning: (message) => void warnings.push(message),
  });
  return { host, clock, telemetry, warnings, launching: host.launch() };
};

describe("a node's browser", () => {
  it("is started up to twice more, with warnings, when it does not start", async () => {
    const world = new FakeBrowserWorld();
    world.failingLaunches = 2;
    const { host, clock, warnings, launching } = launchedIn(world);
    await clock.advance(1000);
    await launching;
    expect([host.isUp, world.launches]).toEqual([true, 3]);
    expect(warnings).toEqual([
      expect.stringMatching(/starting it again \(attempt 2 of 3\)/),
      expect.stringMatching(/starting it again \(attempt 3 of 3\)/),
    ]);
  });

  it("is not asked how late it is where users have none", async () => {
    const world = new FakeBrowserWorld();
    const { host } = await hostOf(world);
    expect(await host.probe(100)).toBe(1);
    world.cannotMeasure = ["node_browser_round_trip"];
    expect(host.probe(100)).toBeUndefined();
  });

  it("rejects when three launches have failed", async () => {
    const world = new FakeBrowserWorld();
    world.failingLaunches = 3;
    const { clock, launching } = launchedIn(world);
    const outcome = expect(launching).rejects.toMatchObject({ code: "BROWSER_FAILED" });
    await clock.advance(1000);
    await outcome;
    expect(world.launches).toBe(3);
  });

  it("restarts after a crash, as often as it takes, with a warning", async () => {
    const world = new FakeBrowserWorld();
    const { host, clock, telemetry, warnings } = await hostOf(world);
    const context = await host.open(1, never);
    world.failingLaunches = 2;
    world.current?.crash();
    expect([host.isUp, host.isCurrent(context), await host.isAlive(context)]).toEqual([false, false, false]);
    const reopened = host.open(1, never);
    await clock.advance(1000);
    expect(host.isCurrent(await reopened)).toBe(true);
    expect(world.launches).toBe(4);
    expect(warnings).toHaveLength(1);
    expect(telemetry.failures.map(({ sample }) => sample.category)).toEqual(["browser", "browser", "browser"]);
    // Contexts of the old browser are gone.
    await host.close(context);
    expect(world.closed).toBe(0);
  });

  it("gets the seed of the run and the stand-ins for hooks with every context", async () => {
    const world = new FakeBrowserWorld();
    const { host } = await hostOf(world);
    await host.open(7, never);
    expect(world.contextOptions.get(7)).toMatchObject({ userId: 7, seed: 17, hooks: { Chart: expect.any(Function) } });
  });

  it("does not wait for a browser forever", async () => {
    const world = new FakeBrowserWorld();
    const { host, clock } = await hostOf(world);
    world.failingLaunches = 1000;
    world.current?.crash();
    const opening = host.open(1, never);
    const outcome = expect(opening).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
    await clock.advance(31_000);
    await outcome;
    await host.end();
  });

  it("limits how many contexts open at a time, and opens none for a caller that gave up", async () => {
    const world = new FakeBrowserWorld();
    const { host, clock } = await hostOf(world);
    world.failingLaunches = 1000;
    world.current?.crash();
    const going = new AbortController();
    const openings = Array.from({ length: 12 }, (_, at) => host.open(at + 1, at < 10 ? going.signal : never));
    const outcomes = Promise.allSettled(openings);
    going.abort();
    await clock.advance(0);
    world.failingLaunches = 0;
    await clock.advance(6000);
    expect((await outcomes).map(({ status }) => status)).toEqual([
      ...Array.from({ length: 10 }, () => "rejected"),
      "fulfilled",
      "fulfilled",
    ]);
    expect(world.opened).toBe(2);
  });

  it("closes a user's further contexts with its own, unless they are to stay, and those of no other user", async () => {
    const world = new FakeBrowserWorld();
    const { host } = await hostOf(world);
    const [first, second] = [await host.open(1, never), await host.open(2, never)];
    await first.openContext?.({ locale: "de-DE" }, never);
    expect(world.contextOptions.get(1)).toMatchObject({ userId: 1, seed: 17, locale: "de-DE" });
    await host.close(second);
    await host.close(first, { keepsFurther: true });
    expect([...world.open.keys()]).toEqual([1]);
    await host.close(first);
    expect([...world.open.keys()]).toEqual([]);
  });

  it("only collects measurements when there is no time to close contexts", async () => {
    const world = new FakeBrowserWorld();
    const { host } = await hostOf(world);
    const [first, second] = [await host.open(1, never), await host.open(2, never)];
    await host.close(first);
    host.hurry();
    await host.close(second);
    expect([world.closed, world.flushed]).toEqual([1, [2]]);
  });

  it("ends, even while it is restarting", async () => {
    const world = new FakeBrowserWorld();
    const { host, clock } = await hostOf(world);
    world.failingLaunches = 1000;
    world.current?.crash();
    await clock.advance(300);
    await host.end();
    const launches = world.launches;
    await clock.advance(60_000);
    expect(world.launches).toBe(launches);
    await expect(host.open(1, never)).rejects.toMatchObject({ code: "ABORTED" });
    expect(clock.pending).toBe(0);
  });
});
