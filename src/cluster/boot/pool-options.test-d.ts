import type { PoolOptions } from "./pool-options.js";

/*
 * Checked by the compiler alone: nothing here runs.
 */

export const allowed: PoolOptions = { bootTimeout: "1m", bootConcurrency: 4, onGrowStart: (nodes) => nodes.toFixed() };

// What the cluster decides by itself is no option of its pool.
// @ts-expect-error
export const named: PoolOptions = { name: "mine" };
// @ts-expect-error
export const concurrent: PoolOptions = { maxConcurrency: 2 };
// @ts-expect-error
export const tracking: PoolOptions = { trackResources: true };
// @ts-expect-error
export const sized: PoolOptions = { min: 1, max: 2 };
// @ts-expect-error
export const single: PoolOptions = { singleUse: true };
