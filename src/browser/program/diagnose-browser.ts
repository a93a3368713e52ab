import { statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../base/clock.js";
import { isLiveLoadError, messageOf } from "../../base/errors.js";
import { formatCount } from "../../base/numbers.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import { PlaywrightConnection } from "../playwright/playwright-connection.js";
import { type BrowserFiles, type FoundBrowser, findBrowser, realBrowserFiles } from "./find-browser.js";

/** The result of one check. */
export interface Diagnosis {
  readonly name: string;
  /** `missing`: LiveLoad cannot run. `warning`: it can, with the restriction in `detail`. */
  readonly status: "ok" | "warning" | "missing";
  readonly detail: string;
  /** How to fix it. */
  readonly fix?: string;
}

/** The machine to diagnose. */
export interface DiagnoseOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Values of `os.platform()` and `os.arch()`. */
  readonly platform: string;
  readonly arch: string;
  /** Version of Node.js, with or without the leading v. */
  readonly nodeVersion: string;
  readonly isRoot: boolean;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Replaced in tests. */
  readonly ports?: Partial<DiagnosePorts>;
}

/** Access to the machine. */
export interface DiagnosePorts {
  readonly files: BrowserFiles;
  /** Bytes of the file system at a path; undefined when there is none. */
  sizeOf(path: string): Promise<number | undefined>;
  /** Starts the browser, opens an empty page and ends it; resolves to its version. */
  start(path: string): Promise<string>;
}

const GIBIBYTE = 1024 ** 3;

/** Checks this machine for everything that a run needs, in the order in which problems should be fixed. */
export async function diagnoseBrowser(options: DiagnoseOptions): Promise<readonly Diagnosis[]> {
  const ports: DiagnosePorts = { files: realBrowserFiles, sizeOf, start: (path) => startOnce(path, options), ...options.ports };
  const findings = [platformOf(options), nodeOf(options), ...(await browserOf(options, ports))];
  if (options.platform === "linux") findings.push(await sharedMemoryOf(ports), await fontsOf(options, ports));
  findings.push(userOf(options), resourcesOf(options));
  return findings;
}

function platformOf({ platform, arch }: DiagnoseOptions): Diagnosis {
  const name = "Platform";
  const detail = `${platform} ${arch}`;
  if (platform === "win32") return { name, status: "missing", detail, fix: "use WSL2: LiveLoad runs on Linux and macOS" };
  if (["linux", "darwin"].includes(platform) && ["x64", "arm64"].includes(arch)) return { name, status: "ok", detail };
  return { name, status: "missing", detail, fix: "LiveLoad runs on Linux and macOS, on x64 and arm64" };
}

const MIN_NODE: readonly [major: number, minor: number] = [20, 19];

function nodeOf({ nodeVersion }: DiagnoseOptions): Diagnosis {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, "").split(".").map(Number);
  const enough = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]);
  const check = { name: "Node.js", detail: nodeVersion } as const;
  return enough
    ? { ...check, status: "ok" }
    : { ...check, status: "missing", fix: `install Node.js ${MIN_NODE.join(".")} or newer` };
}

async function browserOf({ env, platform }: DiagnoseOptions, ports: DiagnosePorts): Promise<readonly Diagnosis[]> {
  let browser: FoundBrowser;
  try {
    browser = await findBrowser({ env, platform, files: ports.files });
  } catch (error) {
    if (!isLiveLoadError(error, "BROWSER_NOT_FOUND")) throw error;
    return [{ name: "Browser", status: "missing", detail: error.message, fix: error.hint ?? "run `live-load install`" }];
  }
  const found = { name: "Browser", detail: `${browser.path} (${browser.source})` } as const;
  const costly = "with a full browser a user costs twice the CPU and three times the memory of chromium-headless-shell";
  const first: Diagnosis =
    browser.kind === "headless-shell"
      ? { ...found, status: "ok" }
      : { ...found, status: "warning", detail: `${found.detail}; ${costly}`, fix: "run `live-load install --force`" };
  try {
    return [first, { name: "Browser starts", status: "ok", detail: await ports.start(browser.path) }];
  } catch (error) {
    const fix = "run `live-load install --force`, or install the libraries that it names";
    return [first, { name: "Browser starts", status: "missing", detail: messageOf(error), fix }];
  }
}

async function sharedMemoryOf(ports: DiagnosePorts): Promise<Diagnosis> {
  const size = await ports.sizeOf("/dev/shm");
  const detail = size === undefined ? "does not exist" : bytes(size);
  if (size !== undefined && size >= GIBIBYTE / 2) return { name: "/dev/shm", status: "ok", detail };
  const small = `${detail}; browsers are told to keep shared memory in /tmp instead`;
  return { name: "/dev/shm", status: "warning", detail: small, fix: "in a container: --shm-size=1g" };
}

async function fontsOf({ env }: DiagnoseOptions, { files }: DiagnosePorts): Promise<Diagnosis> {
  const folders = ["/usr/share/fonts", "/usr/local/share/fonts", join(env.HOME ?? "/root", ".fonts")];
  for (const folder of folders) {
    if ((await files.namesIn(folder)).length > 0) return { name: "Fonts", status: "ok", detail: folder };
  }
  const detail = "none installed: pages work, but text is laid out with a fallback font";
  return { name: "Fonts", status: "warning", detail, fix: "apt-get install fonts-liberation" };
}

function userOf({ isRoot }: DiagnoseOptions): Diagnosis {
  const name = "User";
  if (!isRoot) return { name, status: "ok", detail: "not root" };
  return { name, status: "ok", detail: "root; the browser always runs without a sandbox: open only sites that you trust" };
}

function resourcesOf({ cpus, memoryBytes }: DiagnoseOptions): Diagnosis {
  const detail = `${formatCount(cpus, "CPU")}, ${bytes(memoryBytes)} of memory`;
  const check = { name: "CPU and memory", detail };
  if (cpus >= 1 && memoryBytes >= GIBIBYTE) return { ...check, status: "ok" };
  return { ...check, status: "warning", fix: "a user needs about half a core; the browser and LiveLoad need 1 GiB" };
}

function bytes(count: number): string {
  const [size, unit] = count >= GIBIBYTE ? [count / GIBIBYTE, "GiB"] : [count / 1024 ** 2, "MiB"];
  return `${Number(size.toFixed(1))} ${unit}`;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const { blocks, bsize } = await statfs(path);
    return blocks * bsize;
  } catch {
    return undefined;
  }
}

const START_MS = 20_000;
const CLOSE_MS = 3000;
const NOTHING_MEASURED: TelemetrySink = {
  sample() {},
  count() {},
  gauge() {},
  custom() {},
  failure() {},
  pageError() {},
  unmeasured() {},
};

async function startOnce(executablePath: string, { env, clock, signal }: DiagnoseOptions): Promise<string> {
  const connection = new PlaywrightConnection();
  const startedAt = clock.now();
  const bounds = { timeoutMs: START_MS, signal };
  try {
    await connection.launch({ ...bounds, executablePath, headed: false, env, clock, onCrash: () => {} });
    const { page } = await connection.newContext({ ...bounds, userId: 1, telemetry: NOTHING_MEASURED, routes: [] });
    await page.navigate("about:blank", bounds);
    return `${connection.metadata().version}, started in ${Math.round(clock.now() - startedAt)} ms`;
  } finally {
    await connection.close(CLOSE_MS);
  }
}
