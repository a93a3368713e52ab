import { join } from "node:path";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import type { RunResult } from "../../src/result/model.js";
import { noBrowser } from "../browser-available.js";
import { liveLoad, resultIn, temporaryFolder } from "../e2e/command.js";
import { startApplication } from "./application.js";
import { FRAMEWORKS, type Framework } from "./frameworks.js";

const reason = inject("noPython") ?? noBrowser;
const python = inject("python") ?? "";
const USERS = 3;
/** What a handler does, in milliseconds: `SLOW_SECONDS` and `PIECE_SECONDS` of `apps/journal.py`. */
const SLOW_MS = 300;
const PIECE_MS = 150;
const PIECES = 4;
/** A server that runs a script again and a busy machine need so long beside a handler at most. */
const TRANSPORT_MS = 400;
/** Python's clock and the browser's. */
const CLOCKS_MS = 2;

describe.skipIf(reason)(`interactions${reason === undefined ? "" : ` (${reason})`}`, () => {
  it.each(FRAMEWORKS.map((framework) => [framework.name, framework] as const))(
    "with %s are as many and as long as the server says",
    async (_, framework) => {
      const { result, handled } = await run(framework, 0);
      const counts = countsOf(handled.map(({ action }) => action));
      expect(Object.fromEntries(Object.keys(counts).map((step) => [step, of(result, "", step).count]))).toEqual(counts);
      expect(result.counters.interactions?.by).toEqual({ [framework.adapter]: handled.length });
      expect(result.counters.interactions_ambiguous?.by ?? {}).toEqual({});
      for (const step of Object.keys(counts)) {
        const [all, delay, server, patch, first] = (["", "delay_", "server_", "patch_", "first_change_"] as const).map((part) =>
          of(result, part, step),
        );
        expect(delay!.sum + server!.sum + patch!.sum).toBeCloseTo(all!.sum, 3);
        expect(first!.sum).toBeLessThanOrEqual(all!.sum + 1e-6);
      }
    },
  );
});

async function run(framework: Framework, ticks: number) {
  const application = await startApplication({ python, args: framework.args, ticks });
  onTestFinished(() => application.close());
  const out = join(await temporaryFolder(), "report");
  const options = { framework: framework.name, url: application.url, ticks: String(ticks) };
  const args = Object.entries(options).flatMap(([key, value]) => ["--option", `${key}=${value}`]);
  const load = ["--users", String(USERS), "--duration", "2m", "--out", out];
  const { code, stderr } = await liveLoad(["run", "test/frameworks/live.scenario.ts", ...load, ...args]).ended;
  const result = resultIn(out);
  // A busy machine may make the generator sick, which keeps samples apart.
  expect([0, 98], stderr).toContain(code);
  expect(result.failures).toEqual([]);
  return { result, handled: application.handled() };
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

type Part = "" | "delay_" | "server_" | "patch_" | "first_change_";

function of(result: RunResult, part: Part, step: string) {
  return figures(result, `interaction_${part}duration`, step);
}

/** Of all samples of a step, whether or not the generator was healthy. */
function figures({ histograms, sick }: RunResult, metric: string, step: string) {
  const all = [histograms, sick.histograms].flatMap((section) => section[metric]?.by?.[step] ?? []);
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return { count: sumOf(all.map(({ count }) => count)), sum: sumOf(all.map(({ sum }) => sum)), min: Math.min(...all.map(({ min }) => min)) };
}
