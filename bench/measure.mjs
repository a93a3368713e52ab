/** Lets users loop, and takes what that costs while it goes on. */
import { cpuByRole } from "./process-cpu.mjs";
import { totalMiB } from "./process-memory.mjs";
import { eventually, interrupted, sleep } from "./waits.mjs";

/**
 * What is sampled only once each user has been through its page some times: the caches are filled, and the code is compiled,
 * which a driver goes on with for its first hundreds of iterations. Users who think take long enough as it is.
 */
const WARM_ITERATIONS = { looping: 16, thinking: 4 };
const WARM_MS = 120_000;
export const ROLES = ["browser", "driver", "runner", "watchdog", "controller"];

/**
 * @typedef {object} Sample
 * @property {number} iterations
 * @property {number} seconds
 * @property {Readonly<Record<string, number>>} msByRole CPU milliseconds for each iteration
 * @property {number} nodeMs of all roles but the controller, which is one for all nodes
 * @property {number} pssMiB of all processes that were started, the site's not among them
 * @property {number | undefined} feltMs the median iteration of users that think
 */

/**
 * A network interface that comes or goes fails a page load on 127.0.0.1, too (ERR_NETWORK_CHANGED): a second try is fair.
 * @param {import("./drivers.mjs").Driver} driver
 * @param {{ site: import("./site.mjs").Site, users: number, thinkMs?: number, seconds: number }} given
 * @returns {Promise<Sample>}
 */
export async function measureOrRepeat(driver, given) {
  try {
    return await measure(driver, given);
  } catch (error) {
    if (interrupted.aborted) throw error;
    process.stderr.write(`again, for ${error.message}\n… `);
    return measure(driver, given);
  }
}

async function measure(driver, { site, users, thinkMs = 0, seconds }) {
  await site.reset();
  const { program, end } = await driver.start({ url: site.url, users, thinkMs });
  let sample;
  let ended;
  try {
    const { looping, thinking } = WARM_ITERATIONS;
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
  if (iterations <= 0) throw new Error("no iteration came to its end while it was measured: take more --seconds");
  const seconds = (after.atMs - before.atMs) / 1000;
  const used = ROLES.map((role) => [role, ((after.cpuMs[role] ?? 0) - (before.cpuMs[role] ?? 0)) / iterations]);
  const msByRole = Object.fromEntries(used.filter(([role]) => after.cpuMs[role] !== undefined));
  const nodeMs = used.reduce((sum, [role, ms]) => (role === "controller" ? sum : sum + ms), 0);
  return { iterations, seconds, msByRole, nodeMs };
}
