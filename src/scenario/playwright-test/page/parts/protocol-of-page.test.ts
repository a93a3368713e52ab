import { expect, it } from "vitest";
import { FakePagePort } from "../../../../../test/fixtures/fake-page-port.js";
import type { RunningIteration } from "../../../iteration/running-iteration.js";
import { FixturePool } from "../../test/fixture-pool.js";
import { UserSession } from "../../test/user-session.js";
import type { ProtocolOfPage } from "./protocol-of-page.js";

/** A test that has a session of its own with its page, and what that session is told. */
async function scene() {
  const story: string[] = [];
  const heard = new Map<string, ((params: unknown) => void)[]>();
  const port = new FakePagePort();
  const opened = {
    send: async (method: string) => void story.push(method),
    on: (event: string, listener: (params: unknown) => void) => void heard.set(event, [...(heard.get(event) ?? []), listener]),
    detach: async () => void story.push("detached"),
  };
  Object.assign(port.adjustments, { attach: async () => opened });
  const errors: unknown[] = [];
  const iteration = {
    pages: { own: port },
    ports: { commandTimeoutMs: 1000 },
    signal: new AbortController().signal,
    contextAfter: "isolated",
    strayed: (error: unknown) => void errors.push(error),
  };
  const session = new UserSession({
    userId: 1,
    pool: FixturePool.empty,
    defaults: { use: {} } as never,
    keepState: () => {},
    info: {},
  });
  session.begin(iteration as unknown as RunningIteration);
  const own = (await session.context.newCDPSession(session.context.page)) as ProtocolOfPage;
  const tell = (event: string, params: unknown) => {
    for (const listener of heard.get(event) ?? []) listener(params);
  };
  return { actor: session.actor, own, iteration, story, heard, errors, tell };
}

it("is a session of its own, after which the context is not used again", async () => {
  const { actor, own, iteration, story } = await scene();
  expect(iteration.contextAfter).toBe("spent");
  await own.send("Network.disable");
  await actor.undoChanges();
  expect(story).toEqual(["Network.disable", "detached"]);
});

it("listens to an event once, whatever number of handlers come and go", async () => {
  const { own, heard, errors, tell } = await scene();
  const told: unknown[] = [];
  const handler = (params: unknown) => told.push(params);
  own.on("Log.entryAdded", handler).off("Log.entryAdded", handler).on("Page.loadEventFired", handler);
  own.on("Log.entryAdded", () => {
    throw new Error("wrong");
  });
  own.once("Log.entryAdded", handler);
  tell("Log.entryAdded", 1);
  tell("Log.entryAdded", 2);
  tell("Page.loadEventFired", 3);
  expect(told).toEqual([1, 3]);
  expect(errors).toEqual([new Error("wrong"), new Error("wrong")]);
  expect([...heard.values()].map((listeners) => listeners.length)).toEqual([1, 1]);
  await own.detach();
  tell("Page.loadEventFired", 4);
  expect(told).toEqual([1, 3]);
});
