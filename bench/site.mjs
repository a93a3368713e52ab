/** The site under test, and its counts. */

import { ROOT } from "./built.mjs";
import { Program } from "./programs.mjs";

const ANSWER_MS = 10_000;

/** @typedef {{ url: string, pid: number, clicks(): Promise<number>, visits(path: string): Promise<number>, joins(): Promise<number>, handlerMs(name: string): Promise<readonly number[]>, reset(): Promise<void>, end(): Promise<void> }} Site */

/**
 * @param {{ port?: number, secret?: string }} [options] with the same secret, sessions stay good when the site is started again
 * @returns {Promise<Site>}
 */
export async function startSite({ port = 0, secret } = {}) {
  const given = ["--port", String(port), "--exit-with-stdin", ...(secret === undefined ? [] : ["--secret", secret])];
  const program = new Program(["test/target/start.mjs", ...given], { name: "the site", cwd: ROOT });
  try {
    const { url } = await program.firstLine();
    const ask = (path, method) => fetch(`${url}${path}`, { method, signal: AbortSignal.timeout(ANSWER_MS) });
    return {
      url,
      pid: program.pid,
      clicks: async () => (await (await ask("/stats", "GET")).json()).events.byName.inc ?? 0,
      joins: async () => (await (await ask("/stats", "GET")).json()).joins,
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
