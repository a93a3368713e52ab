import { AsyncLocalStorage } from "node:async_hooks";
import { expect, it } from "vitest";
import { EndSignal } from "../../iteration/end-signal.js";
import { guardedHandler } from "./guarded-handler.js";

function failing() {
  const errors: unknown[] = [];
  return { errors, iteration: { user: { userId: 1 }, strayed: (error: unknown) => void errors.push(error) } };
}

it("runs a handler in the context in which it was given", () => {
  const context = new AsyncLocalStorage<string>();
  const handler = context.run("the test", () => guardedHandler(failing(), (given) => `${context.getStore()} ${String(given)}`));
  expect(context.run("the browser", () => handler("hears"))).toBe("the test hears");
});

it("fails the iteration with what a handler throws, or rejects with, and throws nothing itself", async () => {
  const actor = failing();
  const [thrown, rejected] = [new Error("thrown"), new Error("rejected")];
  const given: unknown[] = [];
  guardedHandler(
    actor,
    () => {
      throw thrown;
    },
    (events) => void given.push(...events),
  )("event");
  await guardedHandler(actor, async () => {
    throw rejected;
  })();
  await guardedHandler(actor, async () => {
    throw new EndSignal("the iteration has ended");
  })();
  expect(actor.errors).toEqual([thrown, rejected]);
  expect(given).toEqual(["event"]);
});
