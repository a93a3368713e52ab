import { access, constants, readdir, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { LiveLoadError } from "../../base/errors.js";
import { playwrightFolder } from "./playwright-folder.js";

/** Kind of a browser; the headless shell has no window and costs half. */
export type BrowserKind = "headless-shell" | "chromium" | "chrome";

/** A browser on this machine. */
export interface FoundBrowser {
  readonly path: string;
  /** Where it was found, for people: `LIVELOAD_BROWSER_PATH`, `Playwright's cache`, `PATH`, `/Applications`. */
  readonly source: string;
  readonly kind: BrowserKind;
}

/** The file system operations of the search. */
export interface BrowserFiles {
  isExecutable(path: string): Promise<boolean>;
  /** Names in a folder; empty if the folder does not exist. */
  namesIn(folder: string): Promise<readonly string[]>;
}

/** Where to search, and for what. */
export interface FindBrowserOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Value of `os.platform()`. */
  readonly platform: string;
  /** Requires a window, which the headless shell does not have. */
  readonly headed?: boolean;
  readonly files?: BrowserFiles;
}

/** The files of this machine. */
export const realBrowserFiles: BrowserFiles = {
  async isExecutable(path) {
    try {
      await access(path, constants.X_OK);
      return (await stat(path)).isFile();
    } catch {
      return false;
    }
  },
  namesIn: (folder) => readdir(folder).catch(() => []),
};

/**
 * Finds the browser to use: `LIVELOAD_BROWSER_PATH`, else the newest in Playwright's cache, else `chromium-headless-shell`,
 * `chromium` or `google-chrome` on PATH. Throws `BROWSER_NOT_FOUND` with the list of places that were searched.
 */
export async function findBrowser(options: FindBrowserOptions): Promise<FoundBrowser> {
  const { env, headed = false, files = realBrowserFiles } = options;
  const configured = env.LIVELOAD_BROWSER_PATH;
  if (configured !== undefined && configured !== "") return configuredBrowser(configured, headed, files);
  const looked: string[] = [];
  for await (const candidate of candidates({ ...options, files })) {
    if (headed && candidate.kind === "headless-shell") continue;
    looked.push(candidate.path);
    if (await files.isExecutable(candidate.path)) return candidate;
  }
  const wanted = headed ? "a browser with a window (chromium or google-chrome)" : "a browser";
  throw new LiveLoadError("BROWSER_NOT_FOUND", `there is no ${wanted.replace(/^a /, "")} on this machine`, {
    hint: headed
      ? "install chromium or Google Chrome, or set LIVELOAD_BROWSER_PATH; without --headed, `live-load install` gets a browser"
      : "run `live-load install`, or set LIVELOAD_BROWSER_PATH",
    details: { looked },
  });
}

async function configuredBrowser(path: string, headed: boolean, files: BrowserFiles): Promise<FoundBrowser> {
  const details = { variable: "LIVELOAD_BROWSER_PATH", looked: [path] };
  if (!(await files.isExecutable(path))) {
    throw new LiveLoadError("BROWSER_NOT_FOUND", `LIVELOAD_BROWSER_PATH names ${path}, which is not an executable file`, {
      hint: "correct or unset LIVELOAD_BROWSER_PATH, or run `live-load install`",
      details,
    });
  }
  const kind = kindOf(path);
  if (headed && kind === "headless-shell") {
    throw new LiveLoadError("BROWSER_NOT_FOUND", `LIVELOAD_BROWSER_PATH names ${path}, which has no window`, {
      hint: "run without --headed, or name a full chromium",
      details,
    });
  }
  return { path, source: "LIVELOAD_BROWSER_PATH", kind };
}

type Looking = FindBrowserOptions & { readonly files: BrowserFiles };

async function* candidates(looking: Looking): AsyncGenerator<FoundBrowser> {
  yield* playwrightCache(looking);
  const folders = (looking.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const [name, kind] of PROGRAMS) {
    for (const folder of folders) yield { path: join(folder, name), source: "PATH", kind };
  }
  if (looking.platform !== "darwin") return;
  for (const [path, kind] of MAC_BUNDLES) yield { path, source: "/Applications", kind };
}

const PROGRAMS: readonly (readonly [name: string, kind: BrowserKind])[] = [
  ["chromium-headless-shell", "headless-shell"],
  ["chromium", "chromium"],
  ["chromium-browser", "chromium"],
  ["google-chrome", "chrome"],
  ["google-chrome-stable", "chrome"],
];

const MAC_BUNDLES: readonly (readonly [path: string, kind: BrowserKind])[] = [
  ["/Applications/Chromium.app/Contents/MacOS/Chromium", "chromium"],
  ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "chrome"],
];

/** The headless shells first, the newest revision of each. */
async function* playwrightCache({ env, platform, files }: Looking): AsyncGenerator<FoundBrowser> {
  const root = cacheFolder(env, platform);
  if (root === undefined) return;
  const names = await files.namesIn(root);
  for (const { folder, kind } of CACHED) {
    const revisions = names
      .map((name) => ({ name, revision: Number(folder.exec(name)?.[1]) }))
      .filter(({ revision }) => Number.isFinite(revision))
      .sort((a, b) => b.revision - a.revision);
    for (const { name } of revisions) {
      for (const program of programsIn(await files.namesIn(join(root, name)), kind)) {
        yield { path: join(root, name, ...program), source: "Playwright's cache", kind };
      }
    }
  }
}

const CACHED: readonly { readonly folder: RegExp; readonly kind: BrowserKind }[] = [
  { folder: /^chromium_headless_shell-(\d+)$/, kind: "headless-shell" },
  { folder: /^chromium-(\d+)$/, kind: "chromium" },
];

const SHELL_PROGRAMS = ["chrome-headless-shell", "headless_shell"];

/** Playwright has renamed the folders below a revision (`chrome-linux`, `chrome-headless-shell-linux64` …) more than once. */
function programsIn(folders: readonly string[], kind: BrowserKind): readonly (readonly string[])[] {
  return folders
    .filter((folder) => folder.startsWith("chrome"))
    .flatMap((folder) => {
      if (kind === "headless-shell") return SHELL_PROGRAMS.map((program) => [folder, program]);
      if (!folder.includes("mac")) return [[folder, "chrome"]];
      return MAC_APPS.map((app) => [folder, `${app}.app`, "Contents", "MacOS", app]);
    });
}

const MAC_APPS = ["Chromium", "Google Chrome for Testing"];

function cacheFolder(env: Looking["env"], platform: string): string | undefined {
  const chosen = env.PLAYWRIGHT_BROWSERS_PATH;
  // In Playwright, 0 means beside the package.
  if (chosen === "0") return join(playwrightFolder(), ".local-browsers");
  if (chosen !== undefined && chosen !== "") return chosen;
  if (env.HOME === undefined || env.HOME === "") return undefined;
  if (platform === "darwin") return join(env.HOME, "Library", "Caches", "ms-playwright");
  return join(env.XDG_CACHE_HOME || join(env.HOME, ".cache"), "ms-playwright");
}

/** Infers the kind of a browser from its name. */
function kindOf(path: string): BrowserKind {
  if (/headless[-_]shell/.test(path)) return "headless-shell";
  return /google/i.test(path) ? "chrome" : "chromium";
}
