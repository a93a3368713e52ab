/**
 * `npm run bench:engine`: cost of an iteration on a LiveView page with several drivers, measured in turns in one run. A user
 * opens the page, waits until it is connected, clicks, and waits for the change. README.md describes the method.
 */

import { argumentsOf, NUMBER } from "./arguments.mjs";
import { allDrivers, browserVersion } from "./drivers.mjs";
import { figure, machine, spread, table } from "./figures.mjs";
import { installCompetitors } from "./install.mjs";
import { measureOrRepeat, ROLES } from "./measure.mjs";
import { runBench } from "./run-bench.mjs";
import { startSite } from "./site.mjs";

const THINK_MS = 3000;

const values = argumentsOf("engine", {
  rounds: { default: "3", takes: NUMBER },
  seconds: { default: "6", takes: NUMBER },
  users: { default: "8", takes: NUMBER },
  thinking: { default: "1,10,20,40" },
  "thinking-seconds": { default: "20", takes: NUMBER },
  only: {},
});
await runBench(main, { linuxOnly: true });

async function main() {
  const [rounds, seconds, users, thinkingSeconds] = ["rounds", "seconds", "users", "thinking-seconds"].map(wholeNumber);
  const crowds = values.thinking === "none" ? [] : values.thinking.split(",").map(Number);
  await installCompetitors();
  const { drivers: all, missing, executablePath } = await allDrivers();
  for (const { name } of missing) process.stdout.write(`${name} is left out: it could not be installed here\n`);
  const drivers = all.filter(({ key }) => values.only === undefined || values.only.split(",").includes(key));
  if (drivers.length === 0) throw new Error(`--only takes keys of ${all.map(({ key }) => key).join(", ")}`);
  const site = await startSite();
  let looping;
  let thinking;
  try {
    looping = await inTurns(drivers, Array(rounds).fill({ site, users, seconds }));
    const ofCrowds = crowds.map((crowd) => ({ site, users: crowd, thinkMs: THINK_MS, seconds: thinkingSeconds }));
    thinking = await inTurns(
      drivers.filter(({ visits }) => visits !== true),
      ofCrowds,
    );
  } finally {
    await site.end();
  }
  const browser = await browserVersion(executablePath);
  const facts = { ...machine(), browser, executablePath, users, rounds, seconds, thinkMs: THINK_MS };
  const results = drivers.map((driver) => summarized(driver, looping.get(driver), thinking.get(driver) ?? []));
  process.stdout.write(`${text(facts, results, crowds)}\n${JSON.stringify(figuresOf(facts, results))}\n`);
}

/** Each driver in every setting; every setting begins with another driver, so that none always follows the same one. */
async function inTurns(drivers, settings) {
  const samples = new Map(drivers.map((driver) => [driver, []]));
  for (const [round, given] of settings.entries()) {
    for (const [turn] of drivers.entries()) {
      const driver = drivers[(round + turn) % drivers.length];
      const { users, thinkMs = 0 } = given;
      const who = `${users} users${thinkMs > 0 ? " who think" : ""}${driver.visits === true ? " who come once" : ""}, ${driver.name}`;
      process.stderr.write(`${round + 1} of ${settings.length}: ${who} … `);
      const sample = await measureOrRepeat(driver, given);
      const felt = sample.feltMs === undefined ? "" : `, ${figure(sample.feltMs)} ms felt, ${figure(sample.pssMiB)} MiB`;
      process.stderr.write(`${figure(sample.nodeMs)} ms of CPU in each of ${sample.iterations} iterations${felt}\n`);
      samples.get(driver).push({ ...sample, users });
    }
  }
  return samples;
}

function summarized({ key, name, visits = false }, looping, thinking) {
  const median = (of) => spread(looping.map(of)).median;
  const roles = ROLES.filter((role) => looping[0].msByRole[role] !== undefined);
  return {
    key,
    name,
    visits,
    nodeMs: spread(looping.map(({ nodeMs }) => nodeMs)),
    msByRole: Object.fromEntries(roles.map((role) => [role, median(({ msByRole }) => msByRole[role])])),
    iterationsPerSecond: median(({ iterations, seconds }) => iterations / seconds),
    feltMs: new Map(thinking.map(({ users, feltMs }) => [users, feltMs])),
    thinkingMs: new Map(thinking.map(({ users, nodeMs }) => [users, nodeMs])),
    mibPerUser: slope(thinking.map(({ users, pssMiB }) => [users, pssMiB])),
  };
}

/** Slope of y over x across the whole range, without the constant part. */
function slope(points) {
  const sorted = [...points].sort(([a], [b]) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first === undefined || last === undefined || first === last ? undefined : (last[1] - first[1]) / (last[0] - first[0]);
}

function text(facts, results, crowds) {
  const [staying, coming] = [false, true].map((visits) => results.filter((result) => result.visits === visits));
  const ofCrowds = crowds.map((crowd) => `${crowd} users`);
  const felt = staying.map(({ name, feltMs, mibPerUser }) => [
    name,
    ...crowds.map((crowd) => `${figure(feltMs.get(crowd))}${inflation(feltMs, crowds, crowd)}`),
    figure(mibPerUser),
  ]);
  const needed = staying.map(({ name, thinkingMs }) => [name, ...crowds.map((crowd) => figure(thinkingMs.get(crowd)))]);
  const { users, rounds, seconds, cores, cpu, node, browser, executablePath, liveLoad } = facts;
  const parts = [
    ...(staying.length === 0 ? [] : [cpuTable("CPU ms per iteration", staying, "playwright")]),
    ...(coming.length === 0 ? [] : [cpuTable("CPU ms per visit, each in a new context", coming, "artillery-visits")]),
    `${users} users without a pause, ${rounds} rounds of ${seconds} s; medians from "ratio" on. Min, median and max are of a node: browser,
script or runner, watchdog, without the controller, which is one for all nodes.`,
    ...(crowds.length === 0 || staying.length === 0
      ? []
      : [
          table([`ms felt, ${THINK_MS / 1000} s of thinking`, ...ofCrowds, "MiB per user"], felt),
          table([`CPU ms per iteration, ${THINK_MS / 1000} s of thinking`, ...ofCrowds], needed),
        ]),
    `${cores} cores (${cpu}), Node.js ${node}, ${browser} (${executablePath}), LiveLoad ${liveLoad}`,
  ];
  return parts.join("\n\n");
}

function cpuTable(title, results, baselineKey) {
  const baseline = results.find(({ key }) => key === baselineKey) ?? results[0];
  const rows = results.map(({ name, nodeMs, msByRole: of, iterationsPerSecond }) => [
    name,
    ...[nodeMs.min, nodeMs.median, nodeMs.max].map(figure),
    `${(nodeMs.median / baseline.nodeMs.median).toFixed(2)} ×`,
    ...[of.browser, of.driver ?? of.runner, of.watchdog, of.controller, iterationsPerSecond].map(figure),
  ]);
  const head = [title, "min", "median", "max", "ratio", "browser", "script or runner", "watchdog", "controller", "iterations/s"];
  return table(head, rows);
}

function inflation(feltMs, crowds, crowd) {
  const first = feltMs.get(crowds[0]);
  return first === undefined || crowd === crowds[0] ? "" : ` (${(feltMs.get(crowd) / first).toFixed(2)} ×)`;
}

/** The last line, for programs. */
function figuresOf(facts, results) {
  const byKey = (of, some = results) => Object.fromEntries(some.map((result) => [result.key, of(result)]));
  const medianMs = ({ nodeMs }) => round(nodeMs.median);
  const [staying, coming] = [false, true].map((visits) => results.filter((result) => result.visits === visits));
  const { "playwright-same-flags": sameFlags, ...cpuMsPerIteration } = byKey(medianMs, staying);
  return {
    cpuMsPerIteration,
    cpuMsPerVisit: byKey(medianMs, coming),
    ...(sameFlags === undefined ? {} : { playwrightWithLiveLoadFlagsMs: sameFlags }),
    cpuMsByRole: byKey(({ msByRole }) => Object.fromEntries(Object.entries(msByRole).map(([role, ms]) => [role, round(ms)]))),
    feltMs: byKey(({ feltMs }) => Object.fromEntries(feltMs), staying),
    cpuMsPerThinkingIteration: byKey(
      ({ thinkingMs }) => Object.fromEntries([...thinkingMs].map(([users, ms]) => [users, round(ms)])),
      staying,
    ),
    mibPerUser: byKey(({ mibPerUser }) => round(mibPerUser), staying),
    facts,
  };
}

function round(value) {
  return value === undefined ? undefined : Number(value.toFixed(2));
}

function wholeNumber(option) {
  const value = Number(values[option]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${option} takes a whole number from 1, not ${values[option]}`);
}
