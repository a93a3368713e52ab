/**
 * `npm run bench:sizing`: cost of a user with 3 s of think time between page visits, by engine and page: CPU, and memory of each
 * context and of the browser itself. Writes the table to `bench/sizing.md`; the figures of a browser connection come from it.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { argumentsOf, NUMBER, NUMBERS } from "./arguments.mjs";
import { built, CLI, requireBuild } from "./built.mjs";
import { browserVersion } from "./drivers.mjs";
import { figure, machine, table } from "./figures.mjs";
import { cpuByRole } from "./process-cpu.mjs";
import { mibByRole } from "./process-memory.mjs";
import { Program } from "./programs.mjs";
import { runBench } from "./run-bench.mjs";
import { startSite } from "./site.mjs";
import { eventually, sleep } from "./waits.mjs";

const THINK_MS = 3000;
/** Target CPU usage of a core: at 60 % a node has room for a bad minute. */
const CPU_SHARE = 0.6;
const PAGES = [
  ["/plain", "a document without scripts"],
  ["/counter", "a small live view"],
  ["/products", "a live view of a shop"],
  ["/list?n=500", "a live view of 500 rows"],
];

const values = argumentsOf("sizing", {
  users: { default: "4,16", takes: NUMBERS },
  seconds: { default: "15", takes: NUMBER },
  browser: { default: "chromium,playwright" },
  out: { default: fileURLToPath(new URL("sizing.md", import.meta.url)) },
});
requireBuild();
const crowds = values.users.split(",").map(Number);
const site = await startSite();
await runBench(main, { name: "sizing", end: () => site.end() });

async function main() {
  const { findBrowser } = await built("browser/program/find-browser.js");
  const { path: executablePath } = await findBrowser({ env: process.env, platform: process.platform });
  const rows = [];
  // The engines take turns on each page: a busy minute of the machine hits both.
  for (const [path, what] of PAGES) {
    for (const engine of values.browser.split(",")) {
      const samples = [];
      for (const users of crowds) samples.push(await measure({ engine, path, users, executablePath }));
      rows.push({ engine, path, what, ...figuresOf(samples) });
      process.stderr.write(`${engine} ${path}: ${JSON.stringify(rows.at(-1))}\n`);
    }
  }
  rows.sort((a, b) => a.engine.localeCompare(b.engine));
  const text = pageOf(rows, await browserVersion(executablePath));
  await writeFile(values.out, text);
  process.stdout.write(`${text}\n${JSON.stringify(rows)}\n`);
}

/** Measures two numbers of users: the growth is the users' cost, the rest is the browser's. */
function figuresOf(samples) {
  const [few, many] = [samples[0], samples.at(-1)];
  const perUser = (of) => (few.users === many.users ? of(many) / many.users : (of(many) - of(few)) / (many.users - few.users));
  const mibPerContext = perUser(({ mib }) => mib);
  const cpuShare = many.cpuShare / many.users;
  return {
    cpuMsPerVisit: many.cpuMs / many.visits,
    cpuShare,
    usersPerCore: CPU_SHARE / cpuShare,
    mibPerContext,
    mibOfBrowser: many.mib - many.users * mibPerContext,
  };
}

async function measure({ engine, path, users, executablePath }) {
  await site.reset();
  const out = await mkdtemp(join(tmpdir(), "live-load-bench-"));
  const scenario = fileURLToPath(new URL("scenarios/visit.scenario.js", import.meta.url));
  const options = Object.entries({ baseUrl: site.url, path, thinkMs: THINK_MS }).flatMap(([key, value]) => [
    "--option",
    `${key}=${value}`,
  ]);
  const load = [
    "--users",
    String(users),
    "--duration",
    "10m",
    "--ramp-up",
    `${THINK_MS}ms`,
    "--browser",
    engine,
    "--out",
    out,
    "--quiet",
  ];
  const program = new Program([CLI, "run", scenario, ...load, ...options], {
    name: `live-load run --browser ${engine}`,
    cwd: out,
    env: { LIVELOAD_BROWSER_PATH: executablePath },
  });
  try {
    const isWarm = async () => {
      program.requireRunning();
      return (await site.visits(path)) >= 3 * users;
    };
    await eventually(isWarm, 120_000, `the visitors of ${path} to be under way`);
    const node = () => {
      const { browser = 0, runner = 0, watchdog = 0 } = cpuByRole(program.pid, "controller");
      return browser + runner + watchdog;
    };
    const before = { visits: await site.visits(path), atMs: performance.now(), cpuMs: node() };
    await sleep(1000 * Number(values.seconds));
    const cpuMs = node() - before.cpuMs;
    const visits = (await site.visits(path)) - before.visits;
    const { browser: mib } = mibByRole(program.pid, "controller");
    return { users, visits, cpuMs, cpuShare: cpuMs / (performance.now() - before.atMs), mib };
  } finally {
    await program.end("SIGINT");
    await rm(out, { recursive: true, force: true });
  }
}

function pageOf(rows, browser) {
  const { cores, cpu, node, liveLoad } = machine();
  const head = [
    "engine, page",
    "CPU ms per visit",
    "of a core per user",
    `users per core at ${100 * CPU_SHARE} %`,
    "MiB per context",
    "MiB of the browser",
  ];
  const shown = rows.map((row) => [
    `${row.engine}, \`${row.path}\` (${row.what})`,
    figure(row.cpuMsPerVisit),
    `${(100 * row.cpuShare).toFixed(1)} %`,
    figure(row.usersPerCore),
    figure(row.mibPerContext),
    figure(row.mibOfBrowser),
  ]);
  return `# What a user costs

Made by \`npm run bench:sizing\`: users of the site under test who look at a page for ${THINK_MS / 1000} s and come back, with all that LiveLoad
measures on the way; memory is the proportional set size. CPU is that of browser, runner and watchdog.

${table(head, shown)}

${cores} cores (${cpu}), Node.js ${node}, ${browser}, LiveLoad ${liveLoad}; ${values.users.replace(",", " and ")} users, ${values.seconds} s each.

The figures of a browser connection are on the safe side of these, for pages that do more than the site under test's:
\`live-load plan --calibrate\` finds out how many users of your own scenario fit.
`;
}
