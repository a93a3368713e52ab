/** `npm run bench:specs`: CPU of an iteration of the same Playwright test on LiveLoad's engine and on Playwright's own page, in turns. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { argumentsOf, NUMBER, WHOLE_NUMBER } from "./arguments.mjs";
import { CLI, requireBuild } from "./built.mjs";
import { cpuByRole } from "./process-cpu.mjs";
import { Program } from "./programs.mjs";
import { runBench } from "./run-bench.mjs";
import { startSite } from "./site.mjs";
import { eventually, sleep } from "./waits.mjs";

const ENGINES = ["chromium", "playwright"];
const PATH = "/counter";

const values = argumentsOf("specs", {
  users: { default: "4", takes: WHOLE_NUMBER },
  seconds: { default: "8", takes: NUMBER },
  rounds: { default: "3", takes: WHOLE_NUMBER },
});
requireBuild();
const site = await startSite();
await runBench(main, { name: "specs", end: () => site.end() });

async function main() {
  const samples = Object.fromEntries(ENGINES.map((engine) => [engine, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    // Every round begins with another engine: a busy minute of the machine hits both.
    for (const engine of round % 2 === 0 ? ENGINES : ENGINES.toReversed()) {
      const cpu = await measure(engine);
      samples[engine].push(cpu);
      process.stderr.write(`${engine}: ${inWords(cpu)}\n`);
    }
  }
  const [own, native] = ENGINES.map((engine) => samples[engine].toSorted((a, b) => total(a) - total(b)));
  const [cheap, dear] = [own, native].map((list) => list[Math.floor(list.length / 2)]);
  process.stdout.write(
    `CPU per iteration of a test: chromium ${inWords(cheap)}; playwright ${inWords(dear)}; ${(total(dear) / total(cheap)).toFixed(2)} ×\n`,
  );
}

function total({ browserMs, runnerMs }) {
  return browserMs + runnerMs;
}

function inWords({ browserMs, runnerMs }) {
  return `${(browserMs + runnerMs).toFixed(1)} ms (browser ${browserMs.toFixed(1)}, runner ${runnerMs.toFixed(1)})`;
}

/** CPU of a node per iteration, while the load is steady: of its browser, and of its other processes. */
async function measure(engine) {
  await site.reset();
  const out = await mkdtemp(join(tmpdir(), "live-load-bench-"));
  const spec = fileURLToPath(new URL("scenarios/counter.spec.js", import.meta.url));
  const load = ["--users", values.users, "--duration", "10m", "--browser", engine, "--out", out, "--quiet"];
  const program = new Program([CLI, "run", spec, ...load, "--option", `baseUrl=${site.url}`], {
    name: `live-load run --browser ${engine}`,
    cwd: out,
  });
  try {
    const isWarm = async () => {
      program.requireRunning();
      return (await site.visits(PATH)) >= 8 * Number(values.users);
    };
    await eventually(isWarm, 120_000, "the test to be under way");
    const now = async () => {
      const { browser = 0, runner = 0, watchdog = 0 } = cpuByRole(program.pid, "controller");
      return { browser, runner: runner + watchdog, visits: await site.visits(PATH) };
    };
    const before = await now();
    await sleep(1000 * Number(values.seconds));
    const after = await now();
    const visits = after.visits - before.visits;
    return { browserMs: (after.browser - before.browser) / visits, runnerMs: (after.runner - before.runner) / visits };
  } finally {
    await program.end("SIGINT");
    await rm(out, { recursive: true, force: true });
  }
}
