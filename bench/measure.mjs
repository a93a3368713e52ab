/** Lets users loop, and measures the cost meanwhile. */
import { cpuByRole } from "./process-cpu.mjs";
import { totalMiB } from "./process-memory.mjs";
import { eventually, interrupted, sleep } from "./waits.mjs";

/**
 * Sampling begins after each user has gone through its page several times, to fill caches and compile code,
 * which takes a driver its first few hundred iterations. With think time, that takes long enough anyway.
 */
const WARM_ITERATIONS = { looping: 16, thinking: 4 };
const WARM_MS = 120_000;
export const ROLES = ["browser", "driver", "runner", "watchdog", "controller"];

/**
 * @typedef {object} Sample
 * @property {number} iterations
 * @property {number} seconds
 * @property {Readonly<Record<string, number>>} msByRole CPU milliseconds per iteration
 * @property {number} nodeMs of all roles but the controller, which all nodes share
 * @property {number} pssMiB of all started processes, without the site's
 * @property {number | undefined} feltMs the median iteration of users with think time
 */

/**
 * A network interface that appears or disappears also fails page loads on 127.0.0.1 (ERR_NETWORK_CHANGED), so one retry is fair.
 * @param {import("./drivers.mjs").Driver} driver
 * @param {{ site: import("./site.mjs").Site, users: number, thinkMs?: number, seconds: number }} given
 * @returns {Promise<Sample>}
 */
export async function measureOrRepeat(driver, given) {
  try {
    return await measure(driver, given);
  } catch (error) {
    if (interrupted.aborted) throw error;
    process.stderr.write(`again, because of ${error.message}\n… `);
    return measure(driver, given);
  }
}

async function measure(driver, { site, users, thinkMs = 0, seconds }) {
  await site.reset();
  const { program, end } = await driver.start({ url: site.url, users, thinkMs });
  let sample;
  let ended;
  try {
    const { looping, thinking } = { ...WARM_ITERATIONS, ...(driver.warmIterations && { looping: driver.warmIterations }) };
    const isWarm = async () => {
      program.requireRunning();
      return (await site.clicks()) >= users * (thinkMs === 0 ? looping : thinking);
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
    sample = { ...sampleBetween(before, after), pssMiB: totalMiB(program.pid) };
  } finally {
    ended = await end();
  }
  return { ...sample, ...ended };
}

function sampleBetween(before, after) {
  const iterations = after.clicks - before.clicks;
  if (iterations <= 0) throw new Error("no iteration finished during the measurement: use more --seconds");
  const seconds = (after.atMs - before.atMs) / 1000;
  const used = ROLES.map((role) => [role, ((after.cpuMs[role] ?? 0) - (before.cpuMs[role] ?? 0)) / iterations]);
  const msByRole = Object.fromEntries(used.filter(([role]) => after.cpuMs[role] !== undefined));
  const nodeMs = used.reduce((sum, [role, ms]) => (role === "controller" ? sum : sum + ms), 0);
  return { iterations, seconds, msByRole, nodeMs };
}
