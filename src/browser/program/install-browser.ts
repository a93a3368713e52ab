import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { isLiveLoadError } from "../../base/errors.js";
import { type BrowserFiles, type FoundBrowser, findBrowser } from "./find-browser.js";
import { playwrightFolder } from "./playwright-folder.js";
import type { CommandOutcome, RunCommand } from "./run-command.js";

/** The machine to install on. */
export interface InstallBrowserOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Value of `os.platform()`. */
  readonly platform: string;
  readonly isRoot: boolean;
  /** Path of the Node.js to run Playwright's installer with. */
  readonly nodePath: string;
  readonly run: RunCommand;
  readonly files: BrowserFiles;
  /** Receives the output of the installers. */
  readonly write: (text: string) => void;
  /** Installs even if there is a browser already. */
  readonly force?: boolean;
}

/** One attempt. */
export interface InstallStep {
  readonly title: string;
  readonly outcome: "done" | "failed" | "skipped";
  /** The outcome in a sentence. */
  readonly message: string;
}

/** All attempts, and the browser that is available now. */
export interface InstallReport {
  readonly browser: FoundBrowser | undefined;
  readonly steps: readonly InstallStep[];
  /** What the user can do if there is still no browser. */
  readonly advice: string | undefined;
}

const MINUTE_MS = 60_000;

/**
 * Installs a browser unless there is one: by Playwright's own download or else, as root on Debian and Ubuntu, by apt. Does not
 * throw for failed attempts: the steps report them.
 */
export async function installBrowser(options: InstallBrowserOptions): Promise<InstallReport> {
  const steps: InstallStep[] = [];
  const present = await usableBrowser(options);
  if (typeof present !== "string" && options.force !== true) {
    const message = `${present.path} is there already (${present.source}): nothing to do.`;
    return { browser: present, steps: [{ title: "Look for a browser", outcome: "done", message }], advice: undefined };
  }
  if (isWronglyNamed(options) && typeof present === "string") {
    // The variable would hide whatever is installed.
    const step: InstallStep = { title: "Look for a browser", outcome: "failed", message: present };
    return { browser: undefined, steps: [step], advice: "Correct or unset LIVELOAD_BROWSER_PATH." };
  }
  for (const attempt of [byPlaywright, byApt]) {
    for await (const step of attempt(options)) steps.push(step);
    if (steps.at(-1)?.outcome !== "done") continue;
    const browser = await usableBrowser(options);
    if (typeof browser !== "string") {
      steps.push({ title: "Start it", outcome: "done", message: `${browser.path} starts.` });
      return { browser, steps, advice: undefined };
    }
    steps.push({ title: "Start it", outcome: "failed", message: browser });
  }
  return { browser: undefined, steps, advice: adviceFor(options) };
}

function isWronglyNamed({ env }: InstallBrowserOptions): boolean {
  return env.LIVELOAD_BROWSER_PATH !== undefined && env.LIVELOAD_BROWSER_PATH !== "";
}

/** The browser that would be used, if it starts (a downloaded one may lack system libraries); otherwise the reason. */
async function usableBrowser({ env, platform, files, run }: InstallBrowserOptions): Promise<FoundBrowser | string> {
  try {
    const browser = await findBrowser({ env, platform, files });
    const outcome = await run({ program: browser.path, args: ["--version"], env, timeoutMs: 20_000 });
    return outcome.exitCode === 0 ? browser : `${browser.path} does not start: ${reasonOf(outcome)}`;
  } catch (error) {
    if (isLiveLoadError(error, "BROWSER_NOT_FOUND")) return `${error.message}.`;
    throw error;
  }
}

async function* byPlaywright({ env, nodePath, run, write }: InstallBrowserOptions): AsyncGenerator<InstallStep> {
  const title = "Playwright's download of chromium-headless-shell";
  const cli = join(playwrightFolder(), "cli.js");
  const outcome = await run({
    program: nodePath,
    args: [cli, "install", "chromium-headless-shell"],
    // Without internet access it would try five times, for half a minute each.
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000", ...env },
    timeoutMs: MINUTE_MS,
    progress: /\d%/,
    onOutput: write,
  });
  if (outcome.exitCode === 0) yield { title, outcome: "done", message: "Playwright has downloaded a browser into its cache." };
  else yield { title, outcome: "failed", message: `Playwright could not download it: ${reasonOf(outcome)}` };
}

async function* byApt(options: InstallBrowserOptions): AsyncGenerator<InstallStep> {
  const { env, run, write, platform, isRoot } = options;
  const title = "Debian's package by apt";
  if (platform !== "linux" || !(await hasApt(options))) {
    yield { title, outcome: "skipped", message: "There is no apt-get on this machine." };
    return;
  }
  if (!isRoot) {
    yield { title, outcome: "skipped", message: "apt-get needs root." };
    return;
  }
  const apt = (args: readonly string[]) =>
    run({
      program: "apt-get",
      args,
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
      timeoutMs: 10 * MINUTE_MS,
      onOutput: write,
    });
  const update = await apt(["update"]);
  // An old package list may still work.
  if (update.exitCode !== 0) yield { title: "apt-get update", outcome: "failed", message: reasonOf(update) };
  for (const name of ["chromium-headless-shell", "chromium"]) {
    const outcome = await apt(["install", "-y", "--no-install-recommends", name]);
    if (outcome.exitCode === 0) {
      yield { title, outcome: "done", message: `apt-get has installed ${name}.` };
      return;
    }
    yield { title, outcome: "failed", message: `apt-get could not install ${name}: ${reasonOf(outcome)}` };
  }
}

async function hasApt({ env, files }: InstallBrowserOptions): Promise<boolean> {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    if (folder !== "" && (await files.isExecutable(join(folder, "apt-get")))) return true;
  }
  return false;
}

function adviceFor({ platform, isRoot }: InstallBrowserOptions): string {
  const own = "or set LIVELOAD_BROWSER_PATH to a Chromium or Chrome";
  if (platform === "darwin") return `Install Google Chrome or Chromium (brew install --cask google-chrome), ${own}.`;
  if (platform !== "linux") return "LiveLoad runs on Linux and macOS; on Windows, use WSL2.";
  if (isRoot) return `Install chromium or google-chrome with the system's package manager, ${own}.`;
  return `Run \`live-load install\` as root (Debian and Ubuntu: sudo apt-get install chromium-headless-shell), ${own}.`;
}

/** The most specific first: the network or the disk, a missing library, a line that says "error". */
const REASONS = [
  /\b(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENOSPC|EACCES|EROFS)\b/,
  /cannot open shared object|Unable to locate package|no installation candidate/,
  /^E:|\berror\b/i,
];

/** The line of a program's output that explains its failure. */
function reasonOf({ output, timedOut }: CommandOutcome): string {
  if (timedOut) return "it took too long and was stopped.";
  const lines = stripVTControlCharacters(output)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  for (const reason of REASONS) {
    const line = lines.findLast((text) => reason.test(text));
    if (line !== undefined) return line;
  }
  return lines.at(-1) ?? "it printed nothing.";
}
