/** Waits that end at a deadline and at Ctrl-C. */
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 100;
const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => {
    process.exitCode = 130;
    interrupt.abort(new Error("interrupted"));
  });
}

/** Aborted at Ctrl-C, so that everything running unwinds and ends what it has started. */
export const interrupted = interrupt.signal;

/** @param {number} ms */
export async function sleep(ms) {
  await delay(ms, undefined, { signal: interrupted }).catch(() => interrupted.throwIfAborted());
}

/**
 * The promise's value, if it resolves in time.
 * @template T
 * @param {Promise<T>} promise
 * @param {number} timeoutMs
 * @param {string} what in "waited … ms for WHAT"
 * @returns {Promise<T>}
 */
export async function within(promise, timeoutMs, what) {
  interrupted.throwIfAborted();
  let timer;
  let onInterrupt;
  const cut = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${timeoutMs} ms for ${what}`)), timeoutMs);
    onInterrupt = () => reject(interrupted.reason);
    interrupted.addEventListener("abort", onInterrupt, { once: true });
  });
  try {
    return await Promise.race([promise, cut]);
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener("abort", onInterrupt);
  }
}

/**
 * Polls until the condition holds.
 * @param {() => Promise<boolean>} holds
 * @param {number} timeoutMs
 * @param {string} what
 */
export async function eventually(holds, timeoutMs, what) {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await sleep(POLL_MS);
  }
}
