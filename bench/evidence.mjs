/**
 * `npm run bench:evidence`: whether evidence of failures distorts what is measured. The same scenario, a quarter of whose
 * iterations fail, with `--evidence on` and `off` in turns: steps that did not fail, and the CPU of an iteration.
 */
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { argumentsOf, NUMBER, WHOLE_NUMBER } from "./arguments.mjs";
import { built, requireBuild } from "./built.mjs";
import { figure, machine, spread, table } from "./figures.mjs";
import { startLoad } from "./load-run.mjs";
import { measureOrRepeat } from "./measure.mjs";
import { runBench } from "./run-bench.mjs";
import { startSite } from "./site.mjs";

const THINK_MS = 500;
/** Longer than any measurement; it is interrupted. */
const LOAD_SECONDS = 600;
const SCENARIO = fileURLToPath(new URL("scenarios/failing.scenario.js", import.meta.url));
const MODES = ["off", "on"];

const values = argumentsOf("evidence", {
  rounds: { default: "4", takes: WHOLE_NUMBER },
  seconds: { default: "15", takes: NUMBER },
  users: { default: "4", takes: WHOLE_NUMBER },
});
requireBuild();
await runBench(main, { name: "evidence", linuxOnly: true });

async function main() {
  const [rounds, seconds, users] = ["rounds", "seconds", "users"].map((name) => Number(values[name]));
  const site = await startSite();
  const samples = { on: [], off: [] };
  const loadBefore = loadavg()[0];
  try {
    for (let round = 0; round < rounds; round += 1) {
      // Each round begins with the other one.
      for (const mode of round % 2 === 0 ? MODES : [...MODES].reverse()) {
        process.stderr.write(`${round + 1} of ${rounds}: evidence ${mode} … `);
        const sample = await measureOrRepeat(driverOf(mode), { site, users, thinkMs: THINK_MS, seconds });
        samples[mode].push(sample);
        process.stderr.write(`${figure(sample.nodeMs)} ms of CPU in each of ${sample.iterations} iterations\n`);
      }
    }
  } finally {
    await site.end();
  }
  await report(samples, { users, rounds, seconds, loadBefore });
}

/** A driver as `measure.mjs` takes it; its end has the steps that did not fail, as sketches. */
function driverOf(mode) {
  const start = async ({ url, users, thinkMs }) => {
    const flags = ["--users", users, "--evidence", mode];
    const run = await startLoad(SCENARIO, { options: { baseUrl: url, thinkMs }, flags, seconds: LOAD_SECONDS });
    return { program: run.program, end: async () => figuresOf(await run.stop(), mode) };
  };
  return { key: mode, name: `evidence ${mode}`, role: "controller", start };
}

/** Throws when a run did not do what is compared. */
function figuresOf({ failures, iterations, histograms, counters }, mode) {
  const evidence = failures.reduce((sum, failure) => sum + (failure.evidence?.length ?? 0), 0);
  if (iterations.failed === 0) throw new Error(`no iteration failed with --evidence ${mode}`);
  if (evidence > 0 !== (mode === "on")) throw new Error(`${evidence} pieces of evidence with --evidence ${mode}`);
  const failed = counters.failed_steps?.by ?? {};
  const steps = Object.entries(histograms.step_duration?.by ?? {}).filter(([name]) => failed[name] === undefined);
  return { evidence, failed: iterations.failed, steps: steps.map(([name, { sketch }]) => [name, sketch]) };
}

async function report(samples, { users, rounds, seconds, loadBefore }) {
  const { Sketch } = await built("telemetry/sketch.js");
  const merged = Object.fromEntries(MODES.map((mode) => [mode, stepsOf(samples[mode], Sketch)]));
  const names = [...merged.on.keys()].filter((name) => merged.off.has(name));
  const rows = names.flatMap((name) =>
    [0.5, 0.95].map((share) => {
      const [on, off] = ["on", "off"].map((mode) => merged[mode].get(name).quantile(share));
      return [`${name}, p${100 * share}`, figure(off), figure(on), difference(on, off), String(merged.on.get(name).count)];
    }),
  );
  const [on, off] = ["on", "off"].map((mode) => spread(samples[mode].map(({ nodeMs }) => nodeMs)));
  rows.push(["CPU of an iteration, median", figure(off.median), figure(on.median), difference(on.median, off.median), ""]);
  rows.push(["CPU of an iteration, from", figure(off.min), figure(on.min), difference(on.min, off.min), ""]);
  rows.push(["CPU of an iteration, to", figure(off.max), figure(on.max), difference(on.max, off.max), ""]);
  const sum = (mode, of) => samples[mode].reduce((total, sample) => total + of(sample), 0);
  const { cores, cpu, node, liveLoad } = machine();
  const facts = { users, rounds, seconds, evidence: sum("on", (one) => one.evidence), failed: sum("on", (one) => one.failed) };
  const load = [loadBefore, loadavg()[0]].map((value) => value.toFixed(1));
  process.stdout.write(`${table(["ms", "off", "on", "difference", "samples"], rows)}

${users} users, ${THINK_MS} ms of think time, ${rounds} rounds of ${seconds} s each way, in turns; ${facts.evidence} pieces of evidence of ${facts.failed} failed iterations;
${cores} cores (${cpu}), load of the machine ${load[0]} before and ${load[1]} at the end, Node.js ${node}, LiveLoad ${liveLoad}
${JSON.stringify({ ...facts, load, rows })}
`);
}

/** The sketch of each step, over all rounds. */
function stepsOf(rounds, Sketch) {
  const steps = new Map();
  for (const [name, text] of rounds.flatMap((round) => round.steps)) {
    const sketch = Sketch.fromBase64(text);
    const kept = steps.get(name);
    if (kept === undefined) steps.set(name, sketch);
    else kept.merge(sketch);
  }
  return steps;
}

function difference(on, off) {
  const share = (100 * (on - off)) / off;
  return `${share < 0 ? "−" : "+"}${Math.abs(share).toFixed(1)} %`;
}
