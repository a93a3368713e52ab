/**
 * `npm run bench:crowd`: users without a browser, from one to two thousand, who think for three seconds. LiveLoad has one core, the
 * site another. How much does a user cost, how much memory, and do more of them measure something else? README.md says more, and
 * about `--beside` and `--restart`.
 */

import { execFileSync } from "node:child_process";
import { argumentsOf, NUMBER, NUMBERS, WHOLE_NUMBER } from "./arguments.mjs";
import { requireBuild } from "./built.mjs";
import { beside } from "./crowd-beside.mjs";
import { restart } from "./crowd-restart.mjs";
import { allDrivers } from "./drivers.mjs";
import { figure, machine, table } from "./figures.mjs";
import { measureOrRepeat } from "./measure.mjs";
import { runBench } from "./run-bench.mjs";
import { startSite } from "./site.mjs";

const THINK_MS = 3000;
const DRIVER = "liveload-protocol";

const values = argumentsOf("crowd", {
  users: { default: "1,10,100,500,1000,1500", takes: NUMBERS },
  seconds: { default: "30", takes: NUMBER },
  beside: {},
  restart: {},
  crowd: { default: "1000", takes: WHOLE_NUMBER },
  rounds: { default: "3", takes: WHOLE_NUMBER },
  down: { default: "5", takes: NUMBER },
});
await runBench(chosen(), { linuxOnly: true });

function chosen() {
  const { beside: browsers, restart: rejoining, crowd, seconds, rounds, down } = values;
  for (const [option, users] of Object.entries({ beside: browsers, restart: rejoining })) {
    if (users !== undefined && !WHOLE_NUMBER.test(users)) throw new Error(`--${option} takes a number of users, not ${users}`);
  }
  if (browsers === undefined && rejoining === undefined) return main;
  requireBuild();
  if (rejoining !== undefined) return () => restart({ crowd: Number(rejoining), downSeconds: Number(down), thinkMs: THINK_MS });
  const numbers = { browsers: Number(browsers), crowd: Number(crowd), seconds: Number(seconds), rounds: Number(rounds) };
  return () => beside({ ...numbers, thinkMs: THINK_MS });
}

async function main() {
  const { drivers } = await allDrivers();
  const driver = drivers.find(({ key }) => key === DRIVER);
  const site = await startSite();
  const { cores, cpu, node, liveLoad } = machine();
  const samples = [];
  try {
    // Children run where their parent does.
    if (cores > 1) pin(process.pid, 0);
    if (cores > 1) pin(site.pid, 1);
    for (const users of values.users.split(",").map(Number)) {
      process.stderr.write(`${users} users without a browser … `);
      const sample = await measureOrRepeat(driver, { site, users, thinkMs: THINK_MS, seconds: Number(values.seconds) });
      process.stderr.write(`${figure(sample.nodeMs)} ms of CPU in each of ${sample.iterations} iterations\n`);
      samples.push({ users, ...sample });
    }
  } finally {
    await site.end();
  }
  const [first] = samples;
  const rows = samples.map(({ users, iterations, seconds, nodeMs, feltMs, pssMiB }) => [
    String(users),
    figure(iterations / seconds),
    figure(nodeMs),
    `${figure((nodeMs * iterations) / (10 * seconds))} %`,
    figure(feltMs),
    `${(feltMs / first.feltMs).toFixed(2)} ×`,
    figure(pssMiB),
    users === first.users ? "–" : figure((pssMiB - first.pssMiB) / (users - first.users)),
  ]);
  const head = [
    "users",
    "iterations/s",
    "CPU ms per iteration",
    "of a core",
    "ms felt",
    "of one user's",
    "MiB",
    "MiB per user more",
  ];
  const facts = `${cores} cores (${cpu}), Node.js ${node}, LiveLoad ${liveLoad}; ${THINK_MS / 1000} s of think time; without the controller's CPU`;
  process.stdout.write(`${table(head, rows)}\n\n${facts}\n${JSON.stringify(samples)}\n`);
}

/** Keeps a process, and those that it starts later, on one core. */
function pin(pid, core) {
  execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core), String(pid)], { stdio: "ignore" });
}
