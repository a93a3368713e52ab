/**
 * CPU milliseconds that an iteration costs under LiveLoad and under Playwright alone: a user opens a LiveView page, waits
 * until it is connected, clicks, and waits for what the click changed. README.md tells how it is measured.
 */
import { parseArgs } from "node:util";
import { browserVersion, driversFor } from "./drivers.mjs";
import { figure, machine, spread, table } from "./figures.mjs";
import { cpuByRole } from "./process-cpu.mjs";
import { startSite } from "./site.mjs";
import { eventually, interrupted, sleep } from "./waits.mjs";

/** What is sampled only once each user has been through its page a few times: the code is compiled, the caches are filled. */
const WARM_ITERATIONS_PER_USER = 4;
const WARM_MS = 90_000;
const ROLES = ["browser", "driver", "runner", "watchdog", "controller"];

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "6" },
    users: { type: "string", default: "8" },
    browser: { type: "string", default: "playwright,chromium" },
    json: { type: "boolean", default: false },
  },
});
try {
  const [rounds, seconds, users] = ["rounds", "seconds", "users"].map(wholeNumber);
  if (process.platform !== "linux") throw new Error("CPU time is read from /proc: this benchmark runs on Linux only");
  await main({ rounds, seconds, users, engines: values.browser.split(",") });
} catch (error) {
  if (!interrupted.aborted) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

async function main({ rounds, seconds, users, engines }) {
  const { drivers, refused, executablePath } = await driversFor(engines);
  for (const name of refused) process.stderr.write(`bench: this LiveLoad has no engine ${name}, so it is left out\n`);
  const facts = { ...machine(), browser: await browserVersion(executablePath), executablePath, users, rounds, seconds };
  const samples = new Map(drivers.map((driver) => [driver, []]));
  const site = await startSite();
  try {
    for (let round = 0; round < rounds; round++) {
      // Each round begins with another one, so that none always comes after the same.
      for (const [turn] of drivers.entries()) {
        const driver = drivers[(round + turn) % drivers.length];
        process.stderr.write(`round ${round + 1} of ${rounds}: ${driver.name} … `);
        const sample = await measureOrRepeat(driver, { site, users, seconds });
        process.stderr.write(`${figure(sample.agentMs)} ms in each of ${sample.iterations} iterations\n`);
        samples.get(driver).push(sample);
      }
    }
  } finally {
    await site.end();
  }
  const results = drivers.map((driver) => summarized(driver, samples.get(driver)));
  process.stdout.write(values.json ? `${JSON.stringify({ facts, results }, undefined, 2)}\n` : text(facts, results));
}

/** A network interface that comes or goes fails a page load on 127.0.0.1, too (ERR_NETWORK_CHANGED): a second try is fair. */
async function measureOrRepeat(driver, given) {
  try {
    return await measure(driver, given);
  } catch (error) {
    if (interrupted.aborted) throw error;
    process.stderr.write(`again, for ${error.message}\n… `);
    return measure(driver, given);
  }
}

/** Lets the users loop, and takes what their processes used between two instants of the steady load. */
async function measure(driver, { site, users, seconds }) {
  await site.reset();
  const { program, end } = await driver.start({ url: site.url, users });
  let sample;
  try {
    const isWarm = async () => {
      program.requireRunning();
      return (await site.clicks()) >= users * WARM_ITERATIONS_PER_USER;
    };
    await eventually(isWarm, WARM_MS, `the users of ${driver.name} to be under way`);
    const instant = async () => ({
      clicks: await site.clicks(),
      atMs: performance.now(),
      cpuMs: cpuByRole(program.pid, driver.role),
    });
    const before = await instant();
    await sleep(seconds * 1000);
    const after = await instant();
    program.requireRunning();
    sample = sampleBetween(before, after);
  } finally {
    await end();
  }
  return sample;
}

function sampleBetween(before, after) {
  const iterations = after.clicks - before.clicks;
  if (iterations <= 0) throw new Error("no iteration came to its end while it was measured: take more --seconds");
  const seconds = (after.atMs - before.atMs) / 1000;
  const used = ROLES.map((role) => [role, ((after.cpuMs[role] ?? 0) - (before.cpuMs[role] ?? 0)) / iterations]);
  const msByRole = Object.fromEntries(used.filter(([role]) => after.cpuMs[role] !== undefined));
  const agentMs = used.reduce((sum, [role, ms]) => (role === "controller" ? sum : sum + ms), 0);
  return { iterations, seconds, msByRole, agentMs };
}

function summarized({ name, isBaseline }, samples) {
  const median = (of) => spread(samples.map(of)).median;
  const roles = ROLES.filter((role) => samples[0].msByRole[role] !== undefined);
  return {
    name,
    isBaseline,
    agentMs: spread(samples.map(({ agentMs }) => agentMs)),
    medianMsByRole: Object.fromEntries(roles.map((role) => [role, median(({ msByRole }) => msByRole[role])])),
    iterationsPerSecond: median(({ iterations, seconds }) => iterations / seconds),
    samples,
  };
}

function text(facts, results) {
  const baseline = results.find(({ isBaseline }) => isBaseline);
  const rows = results.map(({ name, agentMs, medianMsByRole: of, iterationsPerSecond }) => [
    name,
    ...[agentMs.min, agentMs.median, agentMs.max].map(figure),
    `${(agentMs.median / baseline.agentMs.median).toFixed(2)} ×`,
    ...[of.browser, of.driver ?? of.runner, of.watchdog, of.controller, iterationsPerSecond].map(figure),
  ]);
  const { users, rounds, seconds, cores, cpu, node, browser } = facts;
  const head = ["CPU ms per iteration", "min", "median", "max", "ratio", "browser", "script or runner", "watchdog"];
  return `${table([...head, "controller", "iterations/s"], rows)}

${users} users, ${rounds} rounds of ${seconds} s; medians from "ratio" on. Min, median and max are of browser, runner and watchdog,
without the controller, which is one for all nodes.
${cores} cores (${cpu}), Node.js ${node}, Chromium ${browser} (${facts.executablePath}), LiveLoad ${facts.liveLoad}
`;
}

function wholeNumber(option) {
  const value = Number(values[option]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${option} is a whole number from 1 on, not ${values[option]}`);
}
