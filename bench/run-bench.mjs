/** Runs a benchmark, and ends it in one way: an error in one line, Ctrl-C without any, and `end` always. */
import { interrupted } from "./waits.mjs";

/**
 * @param {() => Promise<unknown>} main
 * @param {{ name?: string, linuxOnly?: boolean, end?: () => Promise<unknown> }} [options] the name is put before an error
 */
export async function runBench(main, { name = "bench", linuxOnly = false, end } = {}) {
  try {
    if (linuxOnly && process.platform !== "linux") {
      throw new Error("CPU time is read from /proc: this benchmark runs on Linux only");
    }
    await main();
  } catch (error) {
    if (!interrupted.aborted) {
      process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    }
  } finally {
    await end?.();
  }
}
