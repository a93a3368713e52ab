/** Who lets the users loop: LiveLoad with one of its engines, or Playwright alone. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { built, CLI } from "./built.mjs";
import { Program } from "./programs.mjs";

/** Longer than any measurement; it is interrupted. */
const LOAD_DURATION = "10m";
const BASELINE = "bare Playwright";
const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * @typedef {object} Driver
 * @property {string} name
 * @property {import("./process-cpu.mjs").Role} role of the process that is started
 * @property {boolean} isBaseline
 * @property {(given: { url: string, users: number }) => Promise<Running>} start
 *
 * @typedef {object} Running
 * @property {Program} program
 * @property {() => Promise<void>} end throws when iterations failed
 */

/**
 * The drivers of a benchmark, which all use the same browser, and engines that this LiveLoad does not have.
 * @param {readonly string[]} engines
 */
export async function driversFor(engines) {
  const { findBrowser } = await built("browser/find-browser.js");
  const { launchFlags } = await built("browser/launch-flags.js");
  const { checkBrowserConnectionName } = await built("browser/browser-connections.js");
  const { path: executablePath } = await findBrowser({ env: process.env, platform: process.platform });
  const refused = engines.filter((name) => isRefused(() => checkBrowserConnectionName(name)));
  const drivers = [
    bare(BASELINE, { executablePath, args: launchFlags() }),
    bare("bare Playwright, its own flags", { executablePath, args: [] }),
    ...engines.filter((name) => !refused.includes(name)).map((name) => liveLoad(name, executablePath)),
  ];
  return { drivers, refused, executablePath };
}

/** The version, as the browser itself says it. */
export async function browserVersion(executablePath) {
  const program = bareProgram({ url: "", users: 0, executablePath, args: [] });
  try {
    return (await program.firstLine()).browser;
  } finally {
    await program.end();
  }
}

/** @returns {Driver} */
function bare(name, browser) {
  return {
    name,
    role: "driver",
    isBaseline: name === BASELINE,
    start: async (given) => {
      const program = bareProgram({ ...given, ...browser });
      return { program, end: () => program.end() };
    },
  };
}

function bareProgram(given) {
  return new Program([at("bare-playwright.mjs"), JSON.stringify(given)], { name: "the Playwright script" });
}

/** @returns {Driver} */
function liveLoad(engine, executablePath) {
  return {
    name: `LiveLoad, ${engine}`,
    role: "controller",
    isBaseline: false,
    start: async ({ url, users }) => {
      const out = await mkdtemp(join(tmpdir(), "live-load-bench-"));
      const args = ["run", at("scenarios/counter.scenario.js"), "--users", users, "--duration", LOAD_DURATION];
      const options = ["--browser", engine, "--option", `baseUrl=${url}`, "--out", out, "--quiet"];
      const program = new Program([CLI, ...args, ...options].map(String), {
        name: `live-load run --browser ${engine}`,
        cwd: out,
        env: { LIVELOAD_BROWSER_PATH: executablePath },
      });
      const end = async () => {
        await program.end("SIGINT");
        try {
          await requireSuccess(out);
        } finally {
          await rm(out, { recursive: true, force: true });
        }
      };
      return { program, end };
    },
  };
}

/** A driver whose iterations fail would look cheap. */
async function requireSuccess(out) {
  const result = await readFile(join(out, "result.json"), "utf8").then(JSON.parse, () => undefined);
  if (result === undefined || result.iterations.failed === 0) return;
  const { category, sample } = result.failures[0] ?? {};
  throw new Error(`${result.iterations.failed} iterations failed, such as: ${category} ${sample?.message}`);
}

function isRefused(check) {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}
