/**
 * `npm run bench:soak`: users who revisit their page for a long time. Memory of browser and agent must stay flat after the
 * warm-up, and nothing may be left at the end. Exits with 1 otherwise. A run of a few minutes needs more tolerance:
 * the heap of Node.js has not settled by then.
 */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { argumentsOf, NUMBER, WHOLE_NUMBER } from "./arguments.mjs";
import { CLI, requireBuild } from "./built.mjs";
import { figure, spread, table } from "./figures.mjs";
import { processTree } from "./process-cpu.mjs";
import { ownMibByRole } from "./process-memory.mjs";
import { Program } from "./programs.mjs";
import { runBench } from "./run-bench.mjs";
import { startSite } from "./site.mjs";
import { eventually, sleep } from "./waits.mjs";

const ROLES = ["browser", "runner", "watchdog", "controller"];
const SAMPLE_MS = 5000;
/** Share of the run that is warm-up; the compared windows follow it and end the run. */
const WARM_SHARE = 0.25;
const COMPARED_SHARE = 0.2;
const GONE_MS = 15_000;
/** A network interface that appears or disappears also fails page loads on 127.0.0.1, which is not our fault. */
const NOT_OURS = /ERR_NETWORK_CHANGED/;

const values = argumentsOf("soak", {
  users: { default: "20", takes: WHOLE_NUMBER },
  minutes: { default: "20", takes: NUMBER },
  "think-ms": { default: "3000" },
  "recycle-after": { default: "0" },
  tolerance: { default: "10", takes: NUMBER },
  browser: { default: "chromium" },
});
requireBuild();
/** Allowed growth between the compared windows, in per cent. */
const tolerance = Number(values.tolerance);
const site = await startSite();
await runBench(soak, { name: "soak", end: () => site.end() });

async function soak() {
  const out = await mkdtemp(join(tmpdir(), "live-load-soak-"));
  const temporary = await mkdtemp(join(tmpdir(), "live-load-soak-tmp-"));
  const seconds = Math.round(60 * Number(values.minutes));
  const program = start({ out, temporary, seconds });
  const samples = [];
  let pids = [];
  try {
    await eventually(async () => (await site.clicks()) > 0, 120_000, "the users to be under way");
    const begunAt = performance.now();
    while (performance.now() - begunAt < 1000 * seconds - SAMPLE_MS) {
      await sleep(SAMPLE_MS);
      if (!program.isRunning) break;
      pids = processTree(program.pid);
      samples.push({ atMs: performance.now() - begunAt, mib: ownMibByRole(program.pid, "controller") });
      process.stderr.write(`${Math.round(samples.at(-1).atMs / 1000)} s: ${shown(samples.at(-1).mib)}\n`);
    }
    await eventually(async () => !program.isRunning, 180_000, "the run to end");
  } finally {
    await program.end("SIGINT");
  }
  const { iterations, failures } = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
  await rm(out, { recursive: true, force: true });
  await eventually(async () => pids.every((pid) => !isAlive(pid)), GONE_MS, "all processes of the run to be gone");
  const left = await readdir(temporary);
  await rm(temporary, { recursive: true, force: true });
  report({ samples, iterations, failures, left });
}

function start({ out, temporary, seconds }) {
  const { users, browser } = values;
  const scenario = fileURLToPath(new URL("scenarios/counter.scenario.js", import.meta.url));
  const options = ["--option", `baseUrl=${site.url}`, "--option", `thinkMs=${values["think-ms"]}`];
  const load = ["--users", users, "--duration", `${seconds}s`, "--ramp-up", "3s", "--recycle-after", values["recycle-after"]];
  const args = ["run", scenario, ...load, ...options, "--browser", browser, "--out", out, "--quiet"];
  return new Program([CLI, ...args], { name: "live-load run", cwd: out, env: { TMPDIR: temporary } });
}

function report({ samples, iterations, failures, left }) {
  const end = samples.at(-1)?.atMs ?? 0;
  const between = (from, to) => samples.filter(({ atMs }) => atMs >= from * end && atMs <= to * end);
  const medianOf = (some, role) => spread(some.map(({ mib }) => mib[role] ?? 0)).median;
  const [early, late] = [between(WARM_SHARE, WARM_SHARE + COMPARED_SHARE), between(1 - COMPARED_SHARE, 1)];
  if (early.length === 0 || late.length === 0) throw new Error("the run was too short to compare anything: use more --minutes");
  const roles = ROLES.map((role) => ({ role, early: medianOf(early, role), late: medianOf(late, role) }));
  const rows = roles.map((of) => [
    of.role,
    figure(of.early),
    figure(of.late),
    `${(100 * (of.late / of.early - 1)).toFixed(1)} %`,
  ]);
  const failed = failures
    .filter(({ sample }) => !NOT_OURS.test(sample.message))
    .map(({ count, sample }) => `${count} times: ${sample.message}`);
  // The controller keeps its data until the end, so its memory may grow.
  const grown = roles
    .filter(({ role, ...of }) => role !== "controller" && of.late > of.early * (1 + tolerance / 100))
    .map(({ role }) => `the memory of the ${role} has grown by more than ${tolerance} %`);
  const problems = [...failed, ...grown, ...left.map((name) => `${name} was left in the folder for temporary files`)];
  process.stdout.write(`${table(["MiB of its own (PSS without files)", "after the warm-up", "at the end", "growth"], rows)}

${values.users} users for ${values.minutes} min, ${iterations.started} iterations, ${iterations.failed} failed; ${problems.length === 0 ? "flat, and nothing was left" : problems.join("; ")}
${JSON.stringify({ users: Number(values.users), minutes: Number(values.minutes), iterations, mib: roles, problems })}
`);
  if (problems.length > 0) process.exitCode = 1;
}

function shown(mib) {
  return ROLES.map((role) => `${role} ${Math.round(mib[role] ?? 0)} MiB`).join(", ");
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
