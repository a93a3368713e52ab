/**
 * `npm run bench:crowd -- --beside 20`: do users in browsers wait longer beside background users of their own run
 * than beside as many users of another `live-load run --browser protocol`? Both are measured in turns.
 */

import { fileURLToPath } from "node:url";
import { figure, spread, table } from "./figures.mjs";
import { startLoad, wholeMetric } from "./load-run.mjs";
import { startSite } from "./site.mjs";
import { eventually } from "./waits.mjs";

const SCENARIO = fileURLToPath(new URL("scenarios/counter.scenario.js", import.meta.url));
const KINDS = ["own", "another's"];
const READY_MS = 120_000;
/** The other run goes on while the browsers start and end. */
const LONGER_SECONDS = 40;
const FIGURES = [
  ["felt", 0.5],
  ["felt", 0.95],
  ["liveview_event_duration", 0.5],
  ["liveview_event_duration", 0.95],
];

/** @param {{ browsers: number, crowd: number, seconds: number, rounds: number, thinkMs: number }} given */
export async function beside(given) {
  const samples = { own: [], "another's": [] };
  const site = await startSite();
  try {
    for (let round = 0; round < given.rounds; round++) {
      // Every round begins with the other kind: a busy minute of the machine hits both.
      for (const kind of round % 2 === 0 ? KINDS : KINDS.toReversed()) {
        process.stderr.write(`round ${round + 1} of ${given.rounds}: ${given.browsers} browsers beside ${kind} crowd … `);
        const sample = await (kind === "own" ? besideOwn(site, given) : besideAnothers(site, given));
        process.stderr.write(`${figure(sample.figures[0])} ms felt, ${sample.clicks} clicks, ${sample.events} at the server\n`);
        samples[kind].push(sample);
      }
    }
  } finally {
    await site.end();
  }
  const rows = FIGURES.map(([metric, quantile], at) => {
    const [own, other] = KINDS.map((kind) => spread(samples[kind].map(({ figures }) => figures[at])));
    const noise = Math.max(own.max / own.min, other.max / other.min);
    const cells = [figure(own.median), figure(other.median), `${(own.median / other.median).toFixed(2)} ×`];
    return [`${metric}, p${quantile * 100} (ms)`, ...cells, `${noise.toFixed(2)} ×`];
  });
  const counts = ["clicks", "events"].map((what) => [
    what === "clicks" ? "clicks, as counted by LiveLoad" : "clicks, as counted by the server",
    ...KINDS.map((kind) => samples[kind].map((sample) => sample[what]).join(", ")),
    "",
    "",
  ]);
  const head = [`${given.browsers} browsers, ${given.crowd} without`, "own crowd", "another's", "ratio", "between rounds"];
  process.stdout.write(`${table(head, [...rows, ...counts])}\n\n${JSON.stringify(samples)}\n`);
}

async function besideOwn(site, { browsers, crowd, seconds, thinkMs }) {
  await site.reset();
  const flags = ["--users", browsers, "--background-users", crowd, "--ramp-up", `${thinkMs}ms`];
  const run = await startLoad(SCENARIO, { options: { baseUrl: site.url, thinkMs }, flags, seconds });
  const result = await run.result();
  return { ...(await sampleOf(result, [result, result.background])), events: await site.clicks() };
}

async function besideAnothers(site, { browsers, crowd, seconds, thinkMs }) {
  await site.reset();
  const options = { baseUrl: site.url, thinkMs };
  const flags = (users, browser) => ["--users", users, "--browser", browser, "--ramp-up", `${thinkMs}ms`];
  const around = { options, flags: flags(crowd, "protocol"), seconds: seconds + LONGER_SECONDS };
  const other = await startLoad(SCENARIO, around);
  try {
    await eventually(async () => (await site.clicks()) >= crowd, READY_MS, "the crowd to be under way");
    const run = await startLoad(SCENARIO, { options, flags: flags(browsers, "chromium"), seconds });
    const result = await run.result();
    other.program.requireRunning();
    const around = await other.result();
    return { ...(await sampleOf(result, [result, around])), events: await site.clicks() };
  } finally {
    await other.end();
  }
}

/** The latencies in the browsers, and the clicks of both kinds of users. */
async function sampleOf(result, everyone) {
  const figures = [];
  for (const [metric, quantile] of FIGURES) {
    const whole = await wholeMetric(result, metric);
    if (whole === undefined) throw new Error(`the browsers have no ${metric}: use more --seconds`);
    figures.push(whole.quantile(quantile));
  }
  const clicks = everyone.reduce((sum, { counters }) => sum + (counters.steps?.by["click #inc"] ?? 0), 0);
  return { figures, clicks, failed: everyone.reduce((sum, { iterations }) => sum + iterations.failed, 0) };
}
