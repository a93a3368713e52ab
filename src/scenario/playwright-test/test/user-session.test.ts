import { expect, it } from "vitest";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import type { RunningIteration } from "../../iteration/running-iteration.js";
import { FixturePool } from "./fixture-pool.js";
import { Suite } from "./suite.js";
import { UserSession } from "./user-session.js";

const iterationOn = (own: FakePagePort) =>
  ({
    pages: { own },
    ports: { commandTimeoutMs: 1000, clock: { now: () => 0 } },
    uncounted: (wait: (signal: AbortSignal) => Promise<unknown>) => wait(new AbortController().signal),
  }) as unknown as RunningIteration;

function sessionOf(pool = FixturePool.empty): UserSession {
  return new UserSession({ userId: 1, pool, defaults: { use: {} } as never, keepState: () => {}, info: {} });
}

it("begins anew in a context that replaces another", async () => {
  const story: string[] = [];
  const account = async (_none: unknown, use: (value: string) => Promise<void>) => {
    story.push("begins");
    await use("account");
    story.push("ends");
  };
  const session = sessionOf(FixturePool.empty.with({ account: [account, { scope: "worker" }] }));
  const first = new FakePagePort();
  session.begin(iterationOn(first));
  session.begun.add(new Suite("cart"));
  await session.worker.values(["account"], "the test");

  session.begin(iterationOn(first));
  expect(session.begun.size).toBe(1);

  session.begin(iterationOn(new FakePagePort()));
  expect(session.begun.size).toBe(0);
  await session.leaveReplaced();
  await session.worker.values(["account"], "the test");
  expect(story).toEqual(["begins", "ends", "begins"]);
});

it("begins each iteration with the user's own page only, which is open", async () => {
  const session = sessionOf();
  const port = new FakePagePort();
  session.begin(iterationOn(port));
  const { context } = session;
  context.pageOf(new FakePagePort(), { number: 1 });
  await context.page.close();
  expect(context.pages()).toHaveLength(1);
  expect(context.page.isClosed()).toBe(true);

  session.begin(iterationOn(port));
  expect(session.context.pages()).toEqual([context.page]);
  expect(context.page.isClosed()).toBe(false);
});

it("leaves the page of the test before, and only then replaces what that has stored, once", async () => {
  const session = sessionOf();
  const port = new FakePagePort();
  const iteration = iterationOn(port);
  session.begin(iteration);
  await session.isolate(iteration, undefined);
  const { length } = port.log;
  await session.isolate(iteration, undefined);
  const first = JSON.stringify(await port.storageState({ timeoutMs: 1000, signal: new AbortController().signal }));
  expect(port.log.slice(length, -1)).toEqual(["navigate about:blank until commit", `restoreStorageState ${first}`]);
});
