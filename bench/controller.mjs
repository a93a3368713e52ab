/**
 * `npm run bench:controller`: what the controller costs with many nodes. The nodes are simulated by one process, with a
 * connection each, in the real protocol; the controller is the real command.
 */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { argumentsOf, NUMBER, NUMBERS } from "./arguments.mjs";
import { CLI, requireBuild } from "./built.mjs";
import { figure, machine, table } from "./figures.mjs";
import { ownCpuMs } from "./process-cpu.mjs";
import { residentMiB } from "./process-memory.mjs";
import { Program } from "./programs.mjs";
import { runBench } from "./run-bench.mjs";
import { eventually, sleep } from "./waits.mjs";

/** As in `scripts/simulated-nodes.mjs`. */
const [USERS_PER_NODE, ITERATIONS_PER_SECOND] = [10, 2];
/** From the start of the load until figures of all nodes arrive regularly. */
const SETTLE_MS = 6000;
const VIEWED_NODES = 100;
const VIEWERS = 2;
const BOOT_MS = 120_000;
const END_MS = 60_000;
/** Limits of the controller at the largest number of nodes. */
const AIMS = { nodes: 2000, corePercent: 25, mib: 400, joinMs: 20_000, viewersPercent: 5 };

const values = argumentsOf("controller", {
  nodes: { default: "10,100,500,1000,2000", takes: NUMBERS },
  seconds: { default: "10", takes: NUMBER },
});
requireBuild();
const seconds = Number(values.seconds);
const backend = fileURLToPath(new URL("scripts/simulated-backend.mjs", import.meta.url));
const scenario = fileURLToPath(new URL("scenarios/visit.scenario.js", import.meta.url));
await runBench(measureAll, { name: "controller" });

async function measureAll() {
  const counts = values.nodes.split(",").map(Number);
  const rows = [];
  for (const nodes of counts) rows.push(await measure({ nodes, viewers: 0 }));
  const plain = rows.find(({ nodes }) => nodes === VIEWED_NODES) ?? (await measure({ nodes: VIEWED_NODES, viewers: 0 }));
  const viewed = await measure({ nodes: VIEWED_NODES, viewers: VIEWERS });
  report({ rows: [...rows, viewed], viewersPercent: viewed.corePercent - plain.corePercent });
}

async function measure({ nodes, viewers }) {
  const out = await mkdtemp(join(tmpdir(), "live-load-controller-"));
  const statusFile = join(out, "nodes.json");
  const program = start({ out, statusFile, nodes, viewers });
  const close = [];
  try {
    const statusOf = async () => JSON.parse((await readFile(statusFile, "utf8").catch(() => "")) || "{}");
    const started = async () => {
      program.requireRunning();
      const { refused } = await statusOf();
      if (refused !== undefined) throw new Error(`a node was refused: ${refused}`);
      return program.lines().some(({ type }) => type === "load-started");
    };
    await eventually(started, BOOT_MS, `${nodes} nodes to start`);
    const bootCpuMs = ownCpuMs(program.pid);
    const { joinMs, joined } = await statusOf();
    if (joined !== nodes) throw new Error(`${joined} of ${nodes} nodes have joined`);
    for (let viewer = 0; viewer < viewers; viewer++) close.push(view(dashboardOf(program)));
    await sleep(SETTLE_MS);
    const reading = async () => ({ cpuMs: ownCpuMs(program.pid), atMs: performance.now(), sent: (await statusOf()).seconds });
    const before = await reading();
    await sleep(1000 * seconds);
    const corePercent = corePercentOf(before, await reading(), nodes);
    const mib = residentMiB(program.pid);
    let peakMib = mib;
    await eventually(
      async () => {
        peakMib = Math.max(peakMib, residentMiB(program.pid));
        return !program.isRunning;
      },
      END_MS,
      "the run to end",
    );
    const result = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
    requireAll(result, (await statusOf()).seconds);
    const { succeeded: iterations } = result.iterations;
    const found = { nodes, viewers, joinMs, bootCpuMs, corePercent, mib, peakMib, iterations };
    process.stderr.write(`${nodes} nodes, ${viewers} viewers: ${figure(corePercent)} % of a core, ${Math.round(mib)} MiB\n`);
    return found;
  } finally {
    for (const end of close) end();
    await program.end("SIGINT");
    await rm(out, { recursive: true, force: true });
  }
}

/** On a busy machine the nodes may send less than a second's figures in a second: then their seconds count. */
function corePercentOf(before, after, nodes) {
  const loadMs = Math.min(after.atMs - before.atMs, (1000 * (after.sent - before.sent)) / nodes);
  return (100 * (after.cpuMs - before.cpuMs)) / loadMs;
}

function start({ out, statusFile, nodes, viewers }) {
  const duration = Math.ceil(SETTLE_MS / 1000 + seconds + 2);
  const load = ["--users", String(USERS_PER_NODE * nodes), "--duration", `${duration}s`, "--max-nodes", String(nodes)];
  const ui = viewers > 0 ? ["--ui", "--ui-port", "0"] : [];
  const args = ["run", scenario, ...load, "--option", "baseUrl=http://127.0.0.1:9", "--backend", backend, "--out", out];
  const env = { LIVELOAD_SIMULATED_STATUS: statusFile };
  return new Program([CLI, ...args, ...ui, "--json", "--quiet"], { name: "live-load run", cwd: out, env });
}

function dashboardOf(program) {
  const url = program.lines().find(({ type }) => type === "dashboard-started")?.url;
  if (url === undefined) throw new Error("there is no dashboard");
  return url;
}

/** A page that reads all events. Returns what closes it. */
function view(url) {
  const request = get(new URL("/events", url), (response) => response.resume());
  request.on("error", () => {});
  return () => request.destroy();
}

/** A controller that loses figures would be cheap. */
function requireAll({ nodes, iterations }, sentSeconds) {
  const silent = nodes.filter((node) => node.iterations === 0).length;
  if (silent > 0) throw new Error(`${silent} of ${nodes.length} nodes have no iterations in the result`);
  const sent = sentSeconds * ITERATIONS_PER_SECOND;
  if (iterations.succeeded !== sent) throw new Error(`the result has ${iterations.succeeded} of ${sent} iterations`);
}

function report({ rows, viewersPercent }) {
  const head = ["nodes", "joined in s", "CPU s to start", "% of a core", "MiB", "MiB at most", "iterations"];
  const lines = rows.map((row) => [
    row.viewers === 0 ? String(row.nodes) : `${row.nodes}, --ui and ${row.viewers} viewers`,
    figure(row.joinMs / 1000),
    figure(row.bootCpuMs / 1000),
    figure(row.corePercent),
    String(Math.round(row.mib)),
    String(Math.round(row.peakMib)),
    String(row.iterations),
  ]);
  const problems = rows.filter(({ nodes }) => nodes <= AIMS.nodes).flatMap(problemsOf);
  if (!(viewersPercent <= AIMS.viewersPercent)) problems.push(`the viewers cost ${figure(viewersPercent)} % of a core`);
  const { cores, cpu, node } = machine();
  process.stdout.write(`${table(head, lines)}

${USERS_PER_NODE} users a node, ${seconds} s measured; ${cores} cores, ${cpu}, Node.js ${node}; ${problems.length === 0 ? "all aims are met" : problems.join("; ")}
${JSON.stringify({ rows, viewersPercent, problems })}
`);
  if (problems.length > 0) process.exitCode = 1;
}

/** A figure that could not be measured misses its aim too. */
function problemsOf({ nodes, joinMs, corePercent, mib }) {
  const problems = [];
  if (!(corePercent <= AIMS.corePercent)) problems.push(`${nodes} nodes cost ${figure(corePercent)} % of a core`);
  if (!(mib <= AIMS.mib)) problems.push(`${nodes} nodes take ${Math.round(mib)} MiB`);
  if (!(joinMs <= AIMS.joinMs)) problems.push(`${nodes} nodes joined in ${figure(joinMs / 1000)} s`);
  return problems;
}
