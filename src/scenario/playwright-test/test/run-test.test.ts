import { expect, it } from "vitest";
import { Play } from "../../../../test/fixtures/play.js";
import type { RunningIteration } from "../../iteration/running-iteration.js";
import { places } from "../../steps/place.js";
import { FixturePool } from "./fixture-pool.js";
import { runTest } from "./run-test.js";
import { Suite, TestCase } from "./suite.js";
import { UserSession } from "./user-session.js";

it("runs the hooks of one suite as they are declared, those after a test from the innermost suite", async () => {
  const story: string[] = [];
  const pool = FixturePool.empty.with({ storageState: [undefined, { option: true }] });
  const outer = new Suite("shop");
  const inner = new Suite("cart", outer);
  for (const suite of [outer, inner])
    for (const kind of ["beforeEach", "afterEach"] as const)
      for (const number of [1, 2]) {
        const run = () => void story.push(`${kind} ${suite.title} ${number}`);
        suite.hooks.push({ kind, pool, run });
      }
  const test = new TestCase({
    title: "adds",
    suite: inner,
    run: () => void story.push("test"),
    pool,
    tags: [],
    annotations: [],
    at: new Error("adds"),
  });
  const session = new UserSession({ userId: 7, pool, defaults: { use: {} } as never, keepState: () => {}, info: {} });
  const settings = { file: "cart.spec.ts", projectName: "", use: {}, expectTimeoutMs: 1000, stateOf: () => undefined };
  const scene = new Play(() => {
    const running = places.getStore()?.iteration as RunningIteration;
    return runTest({ test, session, running, settings });
  });
  expect((await scene.iterate()).failure).toBeUndefined();
  expect(story).toEqual([
    "beforeEach shop 1",
    "beforeEach shop 2",
    "beforeEach cart 1",
    "beforeEach cart 2",
    "test",
    "afterEach cart 1",
    "afterEach cart 2",
    "afterEach shop 1",
    "afterEach shop 2",
  ]);
});
