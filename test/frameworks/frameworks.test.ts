import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { noBrowser } from "../browser-available.js";
import { liveLoad, resultIn, temporaryFolder } from "../e2e/command.js";
import { expectCode } from "../e2e/expect-code.js";
import { afterTest, concurrently } from "../fixtures/after-test.js";
import { fencesOf } from "../fixtures/docs/fences.js";
import { MEASURES_TIME } from "../fixtures/measures-time.js";
import { median } from "../fixtures/median.js";
import { type Application, startApplication } from "./application.js";
import { FRAMEWORKS, type Framework } from "./frameworks.js";
import { figuresOf, type Measured } from "./measured.js";

const reason = inject("noPython") ?? noBrowser;
const python = inject("python") ?? "";
/** `SLOW_SECONDS` and `PIECE_SECONDS` of `apps/journal.py` in milliseconds, and the number of its `PIECES`. */
const SLOW_MS = 300;
const PIECE_MS = 150;
const PIECES = 4;
const TICKS_PER_SECOND = 20;
/** A server that runs a whole script needs so long at most, also on a busy machine. */
const TRANSPORT_MS = 1000;
/** Python's clock and the browser's differ, and instants are rounded. */
const CLOCKS_MS = 5;
/** The page's own observer runs only when the task that changes the page is over. */
const SAME_TASK_MS = 50;
/** What frameworks tidy up after they have shown an answer. */
const TAIL_MS = 500;

describe.skipIf(reason)(`interactions${reason === undefined ? "" : ` (${reason})`}`, () => {
  it.concurrent.for(FRAMEWORKS.map((framework) => [framework.name, framework] as const))(
    "of %s are as many and as long as the server says, whatever comes by itself",
    MEASURES_TIME,
    ([, framework], context) =>
      concurrently(context, async () => {
        const start = async (ticks: number) => {
          const application = await startApplication({ python, args: framework.args, ticks });
          afterTest(() => application.close());
          return application;
        };
        const { ticksPerSecond = TICKS_PER_SECOND } = framework;
        const [quiet, ticking] = await Promise.all([start(0), start(ticksPerSecond)]);
        expectTruth(framework, await run(framework, quiet, 0), quiet);
        const [measured] = await Promise.all([run(framework, ticking, ticksPerSecond), expectDocumented(framework, quiet)]);
        expectNothingWrong(framework, measured, ticking);
      }),
  );
});

/** What LiveLoad measured is what the server counted and timed. */
function expectTruth({ adapter, hidesEnds = false }: Framework, measured: Measured, { handled }: Application): void {
  const counts = countsOf(handled());
  const exact = Object.keys(counts).filter((action) => !(hidesEnds && action === "stream"));
  const found = Object.fromEntries(exact.map((action) => [action, measured.all(action).count]));
  expect(found, measured.notMeasured).toEqual(Object.fromEntries(exact.map((action) => [action, counts[action]])));
  const total = Object.keys(counts).reduce((sum, action) => sum + measured.all(action).count, 0);
  expect(measured.counter("interactions")).toBe(total);
  expect(Object.keys(measured.adapters).filter((name) => name !== adapter && name !== "document")).toEqual([]);
  for (const action of Object.keys(counts)) {
    const [all, delay, server, patch] = [measured.all(action), ...measured.parts(action)] as const;
    expect(delay.sum + server.sum + patch.sum, action).toBeCloseTo(all.sum, 3);
  }
  const lost = measured.counter("interactions_ambiguous") + measured.counter("interactions_unanswered");
  if (!hidesEnds) expect(lost, measured.notMeasured).toBe(0);
  const [, server] = measured.parts("slow");
  const [, bare] = measured.parts("inc");
  expect(server.min).toBeGreaterThan(SLOW_MS - CLOCKS_MS);
  // Beside its handler, an action needs what one needs whose handler does nothing.
  const own = median(handled().flatMap(({ action, ms }) => (action === "slow" ? [ms] : [])));
  expect(server.min).toBeLessThan(own * 1.02 + CLOCKS_MS + bare.max);
  expect(bare.min).toBeLessThan(TRANSPORT_MS);
  for (const action of ["save", "slow", "rows", "search"]) {
    // The page's own account of the same inputs: of all of them together, and of the one that the machine disturbed least.
    const [all, shown] = [measured.all(action), measured.shown(action)];
    expect(shown.count, action).toBe(all.count);
    for (const lateMs of [all.min - shown.min, (all.sum - shown.sum) / all.count]) {
      expect(lateMs, action).toBeGreaterThan(-SAME_TASK_MS);
      expect(lateMs, action).toBeLessThan(TAIL_MS);
    }
  }
  if (!hidesEnds) expectStreamed(measured);
}

/** A streamed answer ends with its last piece, and its first change is the first one. */
function expectStreamed(measured: Measured): void {
  const [all, first] = [measured.all("stream"), measured.firstChange("stream")];
  expect(all.min).toBeGreaterThan(PIECES * PIECE_MS - CLOCKS_MS);
  expect(first.min).toBeGreaterThan(PIECE_MS - CLOCKS_MS);
}

/** With messages that come by themselves, each interaction is right or not measured. */
function expectNothingWrong({ hidesEnds = false }: Framework, measured: Measured, { handled }: Application): void {
  const counts = countsOf(handled());
  for (const [action, count] of Object.entries(counts)) expect(measured.all(action).count, action).toBeLessThanOrEqual(count);
  const total = Object.keys(counts).reduce((sum, action) => sum + measured.all(action).count, 0);
  expect(total, measured.notMeasured).toBeGreaterThan(0);
  const slow = measured.parts("slow")[1];
  if (slow.count > 0) expect(slow.min).toBeGreaterThan(SLOW_MS - CLOCKS_MS);
  if (!hidesEnds && measured.all("stream").count > 0) expectStreamed(measured);
}

/** The scenario of the documentation works as it stands. */
async function expectDocumented({ name, adapter }: Framework, { url }: Application): Promise<void> {
  const fence = fencesOf("docs/live-frameworks.md").find(({ code }) => code.includes(`name: "${name}"`));
  if (fence === undefined) return;
  const folder = await temporaryFolder();
  await writeFile(join(folder, "documented.scenario.ts"), fence.code);
  const load = ["--users", "1", "--iterations", "1", "--option", `baseUrl=${url}`, "--out", "out"];
  const { stderr } = await liveLoad(["run", "documented.scenario.ts", ...load], { cwd: folder }).ended;
  const result = resultIn(join(folder, "out"));
  expect(result.failures, stderr).toEqual([]);
  expect(result.iterations.succeeded, stderr).toBeGreaterThan(0);
  const { adapters } = figuresOf(result);
  expect(Object.keys(adapters)).toEqual([adapter]);
  expect(adapters[adapter]).toBeGreaterThanOrEqual(2 * result.iterations.succeeded);
}

async function run(framework: Framework, { url }: Application, ticks: number): Promise<Measured> {
  const out = join(await temporaryFolder(), "report");
  const options = { framework: framework.name, url, ticks: String(ticks) };
  const args = Object.entries(options).flatMap(([key, value]) => ["--option", `${key}=${value}`]);
  const load = ["--users", ticks === 0 ? "3" : "1", "--iterations", "2", "--duration", "4m", "--out", out];
  const ended = await liveLoad(["run", "test/frameworks/live.scenario.ts", ...load, ...args]).ended;
  const result = resultIn(out);
  expect(result.failures.map(({ sample }) => sample.message)).toEqual([]);
  expectCode(ended, result, 0);
  return figuresOf(result);
}

function countsOf(handled: readonly { readonly action: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { action } of handled) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
