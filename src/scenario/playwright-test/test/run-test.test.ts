import { existsSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import { Play } from "../../../../test/fixtures/play.js";
import type { RunningIteration } from "../../iteration/running-iteration.js";
import { places } from "../../steps/place.js";
import { FixturePool } from "./fixture-pool.js";
import { runTest } from "./run-test.js";
import { Suite, TestCase } from "./suite.js";
import { finishSuites, prepareSuites } from "./suite-hooks.js";
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

it("keeps what worker fixtures and beforeAll hooks open and write until the suites are over", async () => {
  const opened: string[] = [];
  const seen: unknown[] = [];
  const closed: string[] = [];
  type Use = (value: unknown) => Promise<void>;
  type Opener = { browser: { newContext(options: object): Promise<{ isClosed(): boolean }> } };
  const admin = async ({ browser }: Opener, use: Use) => {
    await use(await browser.newContext({ locale: "de-DE" }));
    seen.push("admin ends");
  };
  const pool = FixturePool.empty.with({
    storageState: [undefined, { option: true }],
    browser: [async (_none: unknown, use: Use) => use(session.browser), { scope: "worker" }],
    admin: [Object.assign(admin, { toString: () => "({ browser }, use) => {}" }), { scope: "worker" }],
  });
  const suite = new Suite("shop");
  let file = "";
  const beforeAll = (_none: unknown, info: { outputPath(name: string): string }) => {
    file = info.outputPath("a.txt");
    writeFileSync(file, "a");
  };
  suite.hooks.push({ kind: "beforeAll", pool, run: beforeAll as never });
  const run = async ({ admin: context, browser }: Opener & { admin: { isClosed(): boolean } }) => {
    await browser.newContext({ locale: "en-GB" });
    seen.push([context.isClosed(), existsSync(file)]);
  };
  const test = new TestCase({
    title: "adds",
    suite,
    run: Object.assign(run, { toString: () => "({ admin, browser }) => {}" }) as never,
    pool,
    tags: [],
    annotations: [],
    at: new Error("adds"),
  });
  const defaults = { use: {} } as never;
  const session = new UserSession({ userId: 7, pool, defaults, keepState: () => {}, info: {} });
  const settings = { file: "cart.spec.ts", projectName: "", use: {}, expectTimeoutMs: 1000, stateOf: () => undefined };
  const given = () => ({ test, session, running: places.getStore()?.iteration as RunningIteration, settings });
  const openContext = async ({ locale = "" }: { readonly locale?: string | undefined }) => {
    opened.push(locale);
    return { page: new FakePagePort(), close: async () => void closed.push(locale) };
  };
  const hooks = { beforeUser: () => prepareSuites(given(), [suite]), afterUser: () => finishSuites(given(), [suite]) };
  const scene = new Play(() => runTest(given()), { ports: { openContext }, spec: hooks });
  await scene.hook("beforeUser");
  for (const _ of [1, 2]) expect((await scene.iterate()).failure).toBeUndefined();
  expect(opened).toEqual(["de-DE", "en-GB", "en-GB"]);
  expect([seen, closed]).toEqual([
    [
      [false, true],
      [false, true],
    ],
    ["en-GB", "en-GB"],
  ]);
  await scene.hook("afterUser");
  expect([seen.at(-1), closed.at(-1), closed.length, existsSync(file)]).toEqual(["admin ends", "de-DE", 3, false]);
});
