import type { PoolOptions } from "./pool-options.js";

/*
 * Checked by the compiler; nothing here runs.
 */

export const allowed: PoolOptions = { bootTimeout: "1m", bootConcurrency: 4, onGrowStart: (nodes) => nodes.toFixed() };

// The pool options that the cluster controls itself are not part of the type.
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
