import { AsyncLocalStorage } from "node:async_hooks";
import type { TestRun } from "./test-run.js";

/** Follows the code of a test through awaits, timers and callbacks. */
export const runs = new AsyncLocalStorage<TestRun>();

/** The test whose code runs; `undefined` while a spec is loaded. */
export function currentRun(): TestRun | undefined {
  return runs.getStore();
}
