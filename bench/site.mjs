/** The site under test, and its counts. */

import { ROOT } from "./built.mjs";
import { Program } from "./programs.mjs";

const ANSWER_MS = 10_000;

/** @typedef {{ url: string, pid: number, clicks(): Promise<number>, visits(path: string): Promise<number>, handlerMs(name: string): Promise<readonly number[]>, reset(): Promise<void>, end(): Promise<void> }} Site */

/** @returns {Promise<Site>} */
export async function startSite() {
  const program = new Program(["test/target/start.mjs", "--port", "0", "--exit-with-stdin"], { name: "the site", cwd: ROOT });
  try {
    const { url } = await program.firstLine();
    const ask = (path, method) => fetch(`${url}${path}`, { method, signal: AbortSignal.timeout(ANSWER_MS) });
    return {
      url,
      pid: program.pid,
      clicks: async () => (await (await ask("/stats", "GET")).json()).events.byName.inc ?? 0,
      handlerMs: async (name) => (await (await ask("/stats", "GET")).json()).handlerMs.byName[name] ?? [],
      visits: async (path) => (await (await ask("/stats", "GET")).json()).pages[path.replace(/[?].*/, "")] ?? 0,
      reset: async () => void (await ask("/stats/reset", "POST")),
      end: () => program.end(),
    };
  } catch (error) {
    await program.end();
    throw error;
  }
}
