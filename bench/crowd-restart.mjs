/**
 * `npm run bench:crowd -- --restart 500`: the server ends while that many background users are on its page, and starts again. Do they
 * come back as fast as the official client's back-off lets them, and no faster? Its delays are not random: all users who were cut
 * off at one instant try again at the same instants, and those who find the server up join in that second.
 */

import { fileURLToPath } from "node:url";
import { built } from "./built.mjs";
import { table } from "./figures.mjs";
import { startLoad } from "./load-run.mjs";
import { startSite } from "./site.mjs";
import { eventually, sleep } from "./waits.mjs";

const SCENARIO = fileURLToPath(new URL("scenarios/stay.scenario.js", import.meta.url));
const READY_MS = 120_000;
const REJOINED_MS = 60_000;
const POLL_MS = 50;
const SECRET = "the same before and after the restart";

/** @param {{ crowd: number, downSeconds: number, thinkMs: number }} given */
export async function restart({ crowd, downSeconds, thinkMs }) {
  const first = await startSite({ secret: SECRET });
  let second;
  let run;
  try {
    const flags = ["--users", crowd, "--browser", "protocol"];
    run = await startLoad(SCENARIO, { options: { baseUrl: first.url, thinkMs }, flags, seconds: 120 });
    const isThere = async () => (await first.joins()) >= crowd && (await first.clicks()) >= 2 * crowd;
    await eventually(isThere, READY_MS, `${crowd} users to be on the page`);
    await first.end();
    const downAtMs = performance.now();
    await sleep(1000 * downSeconds);
    second = await startSite({ port: Number(new URL(first.url).port), secret: SECRET });
    const upAtMs = performance.now();
    const seen = await joinsOverTime(second, crowd, upAtMs);
    const joins = await second.joins();
    const { iterations, users, counters } = await run.stop();
    await print({ crowd, seen, joins, downMs: upAtMs - downAtMs, accounting: { iterations, users, counters } });
  } finally {
    await run?.end();
    await second?.end();
    await first.end();
  }
}

/** How many have joined, at each time since the server is back. */
async function joinsOverTime(site, crowd, upAtMs) {
  const seen = [{ ms: 0, joins: 0 }];
  await eventually(
    async () => {
      const joins = await site.joins();
      if (joins !== seen.at(-1).joins) seen.push({ ms: Math.round(performance.now() - upAtMs), joins });
      await sleep(POLL_MS);
      return joins >= crowd;
    },
    REJOINED_MS,
    `${crowd} users to join again`,
  );
  return seen;
}

async function print({ crowd, seen, joins, downMs, accounting }) {
  const { reconnectDelayMs } = await built("browser/protocol/live-view/wire/retry-timer.js");
  const dueMs = firstTryAfter(downMs, reconnectDelayMs) - downMs;
  const lastSecond = Math.floor(Math.max(seen.at(-1).ms, dueMs) / 1000);
  const before = (second) => seen.findLast(({ ms }) => ms < 1000 * second)?.joins ?? 0;
  const seconds = Array.from({ length: lastSecond + 1 }, (_, second) => ({
    second,
    joins: before(second + 1) - before(second),
    due: Math.floor(dueMs / 1000) === second ? crowd : 0,
  }));
  const rows = seconds
    .filter((row) => row.joins > 0 || row.due > 0)
    .map((row) => [row.second + 1, row.joins, row.due].map(String));
  const head = ["second since the server is back", "joins", "by the back-off"];
  const down = `The server was down for ${(downMs / 1000).toFixed(1)} s; the back-off tries again ${Math.round(dueMs)} ms after it is back.`;
  const { iterations, users, counters } = accounting;
  const { started, succeeded, failed, interrupted } = iterations;
  const reconnections = counters.liveview_reconnections?.aggregate ?? 0;
  const kept = `${joins} joins of ${crowd} users, who counted ${reconnections} reconnections; ${users.lost} users lost.`;
  const counts = `${started} iterations: ${succeeded} succeeded, ${failed} failed, ${interrupted} interrupted.`;
  process.stdout.write(`${table(head, rows)}\n\n${down} ${kept} ${counts}\n`);
  process.stdout.write(`${JSON.stringify({ crowd, downMs, dueMs, joins, reconnections, iterations, seen })}\n`);
}

/** When a client that was cut off at 0, and whose every attempt failed at once, tries first after this time. */
function firstTryAfter(ms, delayOf) {
  let atMs = 0;
  for (let attempt = 1; atMs < ms; attempt++) atMs += delayOf(attempt);
  return atMs;
}
