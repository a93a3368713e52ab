import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import type { CdpSession } from "../cdp-session.js";
import { ExposedFunctions } from "./exposed-functions.js";

/** A document whose bindings call the program. */
function documentOf() {
  const inPage: Record<string, unknown> = {};
  let called: (event: object) => void = () => {};
  const cdp = {
    on: (_event: string, listener: typeof called) => {
      called = listener;
    },
    send: async (method: string, { name = "", expression }: { readonly name?: string; readonly expression?: string }) => {
      if (method === "Runtime.addBinding") inPage[name] = (payload: string) => called({ name, payload, executionContextId: 1 });
      if (expression !== undefined) runInNewContext(expression, { globalThis: inPage });
      return { identifier: "1" };
    },
  } as unknown as CdpSession;
  const call = (name: string, ...args: unknown[]) => (inPage[name] as (...given: unknown[]) => Promise<unknown>)(...args);
  return { exposed: new ExposedFunctions(cdp), call };
}

it("answers a page whose function returns what JSON cannot carry with an error", async () => {
  const { exposed, call } = documentOf();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  await exposed.add({ name: "pick", call: async ([what]) => ({ plain: 7, big: 7n, cycle })[String(what)] });
  expect(await call("pick", "plain")).toBe(7);
  await expect(call("pick", "big")).rejects.toMatchObject({ message: expect.stringContaining("BigInt") });
  await expect(call("pick", "cycle")).rejects.toMatchObject({ message: expect.stringContaining("circular") });
});

it("ignores a page that uses the binding itself", async () => {
  const { exposed, call } = documentOf();
  await exposed.add({ name: "pick", call: async () => 7 });
  void call("__liveLoadCall1", "no JSON");
  void call("__liveLoadCall1", "null");
  expect(await call("pick")).toBe(7);
});
