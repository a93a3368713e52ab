/**
 * `npm run bench:truth`: compares LiveLoad's figures of the server with the server's own. Handlers are delayed; the
 * median of `liveview_event_server_duration` must be within 5 ms and 2 % of the server's own, at 1 user and at 20 who think 3 s.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { argumentsOf, NUMBER, NUMBERS } from "./arguments.mjs";
import { built, CLI, requireBuild } from "./built.mjs";
import { figure, spread, table } from "./figures.mjs";
import { Program } from "./programs.mjs";
import { startSite } from "./site.mjs";
import { eventually } from "./waits.mjs";

const ALLOWED_MS = 5;
const ALLOWED_SHARE = 0.02;
const THINK_MS = 3000;

const values = argumentsOf("truth", {
  delays: { default: "50,300,1000", takes: NUMBERS },
  users: { default: "1,20", takes: NUMBERS },
  seconds: { default: "25", takes: NUMBER },
  browser: { default: "chromium" },
});
requireBuild();
const site = await startSite();
const rows = [];
try {
  for (const users of values.users.split(",").map(Number)) {
    for (const delayMs of values.delays.split(",").map(Number)) {
      process.stderr.write(`${users} users, ${delayMs} ms … `);
      rows.push({ users, delayMs, ...(await compare(users, delayMs)) });
      process.stderr.write(`${figure(rows.at(-1).serverMs)} ms, measured ${figure(rows.at(-1).measuredMs)} ms\n`);
    }
  }
} finally {
  await site.end();
}
const agrees = ({ serverMs, measuredMs }) => Math.abs(measuredMs - serverMs) <= ALLOWED_MS + ALLOWED_SHARE * serverMs;
const shown = rows.map((row) => [
  `${row.users} users, handler of ${row.delayMs} ms`,
  String(row.events),
  figure(row.serverMs),
  figure(row.measuredMs),
  `${(row.measuredMs - row.serverMs).toFixed(1)} ms`,
  agrees(row) ? "yes" : "no",
  `${Math.round(100 * row.sickShare)} %`,
]);
const head = ["p50 of the server's part", "events", "server", "measured", "difference", "agrees", "of sick seconds"];
// On a machine that is too busy the browser handles replies late, which is why sick seconds are excluded.
process.stdout.write(`${table(head, shown)}\n\n${JSON.stringify(rows)}\n`);
if (!rows.every(agrees)) process.exitCode = 1;

async function compare(users, delayMs) {
  await site.reset();
  const out = await mkdtemp(join(tmpdir(), "live-load-bench-"));
  const scenario = fileURLToPath(new URL("scenarios/delayed.scenario.js", import.meta.url));
  const given = { baseUrl: site.url, delayMs, thinkMs: users > 1 ? THINK_MS : 0 };
  const options = Object.entries(given).flatMap(([key, value]) => ["--option", `${key}=${value}`]);
  const load = [
    "--users",
    String(users),
    "--duration",
    `${values.seconds}s`,
    ...(users > 1 ? ["--ramp-up", `${THINK_MS}ms`] : []),
  ];
  const args = [CLI, "run", scenario, ...load, ...options, "--browser", values.browser, "--out", out, "--quiet"];
  const program = new Program(args, { name: "live-load run", cwd: out });
  await eventually(async () => !program.isRunning, 240_000, "the run to end");
  const result = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
  await rm(out, { recursive: true, force: true });
  const own = await site.handlerMs("inc");
  if (own.length === 0) throw new Error("the server saw no event");
  return { events: own.length, serverMs: spread(own).median, ...(await measured(result)) };
}

/** In healthy and sick seconds: the server does not separate them either. */
async function measured(result) {
  const { Sketch } = await built("telemetry/sketch.js");
  const metrics = [result.histograms, result.sick.histograms].map((of) => of.liveview_event_server_duration);
  const [all, ...others] = metrics
    .filter((metric) => metric !== undefined)
    .map(({ aggregate }) => Sketch.fromBase64(aggregate.sketch));
  for (const other of others) all.merge(other);
  const sick = metrics[1]?.aggregate.count ?? 0;
  return { measuredMs: all.quantile(0.5), sickShare: sick / all.count };
}
