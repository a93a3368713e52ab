/** A `live-load run` and its result. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { built, CLI } from "./built.mjs";
import { Program } from "./programs.mjs";
import { eventually } from "./waits.mjs";

const BOOT_MS = 120_000;

/**
 * @param {string} scenario its file
 * @param {{ options: Readonly<Record<string, string | number>>, flags: readonly (string | number)[], seconds: number }} given
 */
export async function startLoad(scenario, { options, flags, seconds }) {
  const out = await mkdtemp(join(tmpdir(), "live-load-bench-"));
  const pairs = Object.entries(options).flatMap(([key, value]) => ["--option", `${key}=${value}`]);
  const args = [CLI, "run", scenario, ...flags, "--duration", `${seconds}s`, ...pairs, "--out", out, "--quiet"];
  const program = new Program(args.map(String), { name: `live-load run ${flags.join(" ")}`, cwd: out });
  const end = async () => {
    await program.end("SIGINT");
    await rm(out, { recursive: true, force: true });
  };
  const result = async () => {
    try {
      await eventually(async () => !program.isRunning, seconds * 1000 + BOOT_MS, `${program.name} to end`);
      return JSON.parse(await readFile(join(out, "result.json"), "utf8"));
    } catch (error) {
      program.requireRunning();
      throw error;
    } finally {
      await end();
    }
  };
  return {
    program,
    /** Ends it if it still runs, and removes its output. */
    end,
    /** Waits until it ends by itself; rejects without a result. */
    result,
    /** Interrupts it; rejects without a result. */
    async stop() {
      await program.end("SIGINT");
      return result();
    },
  };
}

/**
 * A metric in healthy and sick seconds; `undefined` without samples.
 * @param {{ histograms: object, sick: { histograms: object } }} result or its `background`
 * @param {string} metric
 */
export async function wholeMetric(result, metric) {
  const { Sketch } = await built("telemetry/sketch.js");
  const parts = [result.histograms[metric], result.sick.histograms[metric]].filter((part) => part !== undefined);
  const [all, ...others] = parts.map(({ aggregate }) => Sketch.fromBase64(aggregate.sketch));
  for (const other of others) all.merge(other);
  return all;
}
