/** Drivers of looping users: none, scripts, Artillery, LiveLoad with each of its engines. All use the same browser program. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { artillery } from "./artillery.mjs";
import { built, CLI } from "./built.mjs";
import { median } from "./figures.mjs";
import { Program } from "./programs.mjs";

/**
 * Without a browser, nearly all of the cost is code in Node.js, which V8 has compiled after some thousand iterations: ten seconds
 * of a run. Those cost half as much again.
 */
const WARM_ITERATIONS_OF_PROTOCOL = 500;
/** Longer than any measurement; it is interrupted. */
const LOAD_SECONDS = 600;
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @typedef {object} Driver
 * @property {string} key in the figures
 * @property {string} name
 * @property {import("./process-cpu.mjs").Role} role of the process that is started
 * @property {readonly string[]} [needs] packages to install here for it
 * @property {number} [warmIterations] iterations of each user before a measurement without think time, if it needs more than others
 * @property {boolean} [visits] whether each iteration is a new user in a new context, without think time
 * @property {(given: Given) => Promise<Running>} start
 *
 * @typedef {{ url: string, users: number, thinkMs: number }} Given
 *
 * @typedef {object} Running
 * @property {Program} program
 * @property {() => Promise<{ feltMs: number | undefined }>} end the median iteration as felt by users with think time;
 *   throws when iterations failed
 */

/** @returns {Promise<{ drivers: readonly Driver[], missing: readonly Driver[], executablePath: string }>} */
export async function allDrivers() {
  const { findBrowser } = await built("browser/program/find-browser.js");
  const { launchFlags } = await built("browser/program/launch-flags.js");
  const { path: executablePath } = await findBrowser({ env: process.env, platform: process.platform });
  const withFlags = { executablePath, args: launchFlags() };
  const asItComes = { executablePath, args: [] };
  const all = [
    script("floor", "pages that drive themselves", withFlags),
    script("cdp", "bare CDP script", withFlags),
    script("playwright", "bare Playwright", asItComes),
    { ...script("playwright", "bare Playwright, LiveLoad's flags", withFlags), key: "playwright-same-flags" },
    { ...script("puppeteer", "bare Puppeteer", asItComes), needs: ["puppeteer-core/package.json"] },
    artillery(executablePath),
    liveLoad("playwright", executablePath),
    liveLoad("chromium", executablePath),
    { ...liveLoad("protocol", executablePath), warmIterations: WARM_ITERATIONS_OF_PROTOCOL },
    artillery(executablePath, { visits: true }),
    liveLoad("chromium", executablePath, { visits: true }),
  ];
  const isMissing = ({ needs = [] }) => needs.some((path) => !existsSync(at(`node_modules/${path}`)));
  return { drivers: all.filter((one) => !isMissing(one)), missing: all.filter(isMissing), executablePath };
}

/** The browser's own version string. */
export async function browserVersion(executablePath) {
  const given = { url: "", users: 0, thinkMs: 0, executablePath, args: ["--no-sandbox"] };
  const program = new Program([at("scripts/cdp.mjs"), JSON.stringify(given)], { name: "the browser" });
  try {
    return (await program.firstLine()).browser;
  } finally {
    await program.end();
  }
}

/** @returns {Driver} */
function script(file, name, browser) {
  const start = async (given) => {
    const program = new Program([at(`scripts/${file}.mjs`), JSON.stringify({ ...given, ...browser })], { name });
    const end = async () => {
      await program.end();
      return { feltMs: median(program.lastLine()?.feltMs ?? []) };
    };
    return { program, end };
  };
  return { key: file, name, role: "driver", start };
}

/** @returns {Driver} */
function liveLoad(engine, executablePath, { visits = false } = {}) {
  const start = async ({ url, users, thinkMs }) => {
    const out = await mkdtemp(join(tmpdir(), "live-load-bench-"));
    const args = ["run", at("scenarios/counter.scenario.js"), "--users", users, "--duration", `${LOAD_SECONDS}s`];
    const given = ["--option", `baseUrl=${url}`, "--option", `thinkMs=${thinkMs}`];
    const ramp = thinkMs === 0 ? [] : ["--ramp-up", `${thinkMs}ms`];
    const recycle = visits ? ["--recycle-after", 1] : [];
    const all = [...args, "--browser", engine, ...given, ...ramp, ...recycle, "--out", out, "--quiet"];
    const program = new Program([CLI, ...all].map(String), {
      name: `live-load run --browser ${engine}`,
      cwd: out,
      env: { LIVELOAD_BROWSER_PATH: executablePath },
    });
    const end = async () => {
      await program.end("SIGINT");
      try {
        const result = await readFile(join(out, "result.json"), "utf8").then(JSON.parse, () => undefined);
        requireSuccess(result);
        return { feltMs: await feltIn(result) };
      } finally {
        await rm(out, { recursive: true, force: true });
      }
    };
    return { program, end };
  };
  return { key: `liveload-${engine}${visits ? "-visits" : ""}`, name: `LiveLoad, ${engine}`, role: "controller", visits, start };
}

/** A driver whose iterations fail would look cheap. */
function requireSuccess(result) {
  if (result === undefined || result.iterations.failed === 0) return;
  const { category, sample } = result.failures[0] ?? {};
  throw new Error(`${result.iterations.failed} iterations failed, such as: ${category} ${sample?.message}`);
}

/** A result excludes what users felt while the machine was overloaded; scripts do not, so it is included here. */
async function feltIn(result) {
  const { Sketch } = await built("telemetry/sketch.js");
  const sketches = [result?.histograms.felt, result?.sick.histograms.felt]
    .filter((metric) => metric !== undefined)
    .map(({ aggregate }) => Sketch.fromBase64(aggregate.sketch));
  const [all, ...others] = sketches;
  for (const other of others) all.merge(other);
  return all?.quantile(0.5);
}
