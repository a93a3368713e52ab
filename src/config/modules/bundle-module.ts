import { createHash } from "node:crypto";
import { basename, dirname, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Message, Plugin } from "esbuild";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { PLAYWRIGHT_TEST_NAMES } from "../../scenario/playwright-test/test-module.js";
import { modulePlaces, PLACE_NAMES } from "./module-places.js";

/** A user's module bundled with its imports into one file of JavaScript. */
export interface ModuleBundle {
  readonly code: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What to bundle. */
export interface BundleRequest {
  readonly file: string;
  /** Messages name files relative to this folder. */
  readonly cwd: string;
  /** Names that `live-load` exports where the bundle runs. */
  readonly exportedNames: readonly string[];
  /** Source that imports the file, in place of the file itself. */
  readonly entry?: string;
  /** `__dirname`, `__filename` and `import.meta` of each module are those of its own file on this machine. */
  readonly keepsPlaces?: boolean;
  /** Asked about modules after `live-load` and `@playwright/test`. */
  readonly plugins?: readonly Plugin[];
  /** The code becomes part of another bundle, and needs no header lines. */
  readonly isPart?: boolean;
}

/** CommonJS code inside an ES module bundle calls `require`. */
const REQUIRE_BANNER =
  'import { createRequire as __liveLoadRequire } from "node:module"; const require = __liveLoadRequire(import.meta.url);';

/** A bundle for another machine, which bundles it again: without the header lines, which would be added twice. */
export function bundledAgain({ code }: ModuleBundle): string {
  return code.replace(REQUIRE_BANNER, "");
}

/** Global symbol under which the process that runs a bundle provides the exports of `live-load`. */
export const MODULE_SYMBOL = "live-load.module";

/** Prefix of modules that only announce the folder of the modules that follow; then come a number, to make them distinct, and the folder. */
export const ENTER_MODULE = "live-load-enter:";

/** Prefix of modules that only announce that a spec follows; then comes its file. */
export const ENTER_SPEC = `${ENTER_MODULE}spec/`;

/**
 * Bundles a module for nodes, where only Node's own modules (and `playwright-core`) have to resolve.
 * Rejects with `SCENARIO_LOAD_FAILED`, which names file, line and column.
 */
export async function bundleModule(request: BundleRequest): Promise<ModuleBundle> {
  const { build } = await import("esbuild");
  try {
    const output = await build({
      ...entryOf(request),
      absWorkingDir: request.cwd,
      outfile: "bundle.mjs",
      write: false,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: "external",
      sourcesContent: false,
      logLevel: "silent",
      ...(request.isPart === true ? {} : { banner: { js: REQUIRE_BANNER } }),
      external: ["playwright-core"],
      ...(request.keepsPlaces === true ? { define: PLACE_NAMES } : {}),
      plugins: [
        liveLoadModule(request.exportedNames),
        playwrightTestModule(),
        enterModules(),
        refuseAddons(),
        ...(request.plugins ?? []),
        ...(request.keepsPlaces === true ? [modulePlaces()] : []),
      ],
    });
    const text = (suffix: string) => output.outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? "";
    return packed(text("bundle.mjs"), absoluteSources(text(".map"), request.cwd));
  } catch (error) {
    throw loadFailure(error, request);
  }
}

/** `live-load` inside a bundle: re-exports what the process around it provides. */
function liveLoadModule(names: readonly string[]): Plugin {
  const lines = names.map((name) => `export const ${name} = exported.${name};`);
  const contents = [`const exported = globalThis[Symbol.for(${JSON.stringify(MODULE_SYMBOL)})];`, ...lines].join("\n");
  return {
    name: "live-load",
    setup(build) {
      build.onResolve({ filter: /^live-load(\/.*)?$/ }, ({ path }) => {
        if (path === "live-load") return { path, namespace: "live-load" };
        return { errors: [{ text: `a scenario cannot import "${path}": only "live-load" itself is available on a node` }] };
      });
      build.onLoad({ filter: /.*/, namespace: "live-load" }, () => ({ contents, loader: "js" }));
    },
  };
}

/**
 * `@playwright/test` inside a bundle: what the process around it provides. Each export is asked for only where it is used, because
 * the matchers are large.
 */
function playwrightTestModule(): Plugin {
  const lines = PLAYWRIGHT_TEST_NAMES.map((name) => `export const ${name} = /* @__PURE__ */ get(${JSON.stringify(name)});`);
  const contents = [
    `const get = (name) => globalThis[Symbol.for(${JSON.stringify(MODULE_SYMBOL)})].playwrightTest[name];`,
    ...lines,
    "export default test;",
  ].join("\n");
  return {
    name: "playwright-test",
    setup(build) {
      build.onResolve({ filter: /^(@playwright\/test|playwright\/test)$/ }, ({ path }) => ({
        path,
        namespace: "playwright-test",
        sideEffects: false,
      }));
      build.onLoad({ filter: /.*/, namespace: "playwright-test" }, () => ({ contents, loader: "js" }));
    },
  };
}

function entryOf({ file, entry }: BundleRequest) {
  if (entry === undefined) return { entryPoints: [file] };
  return { stdin: { contents: entry, resolveDir: dirname(file), sourcefile: `${basename(file)} with its parts` } };
}

function enterModules(): Plugin {
  const filter = new RegExp(`^${ENTER_MODULE}`);
  return {
    name: "live-load-enter",
    setup(build) {
      build.onResolve({ filter }, ({ path }) => ({ path, namespace: "live-load-enter" }));
      build.onLoad({ filter: /.*/, namespace: "live-load-enter" }, ({ path }) => {
        if (path.startsWith(ENTER_SPEC)) {
          const file = JSON.stringify(path.slice(ENTER_SPEC.length));
          return { contents: `globalThis[Symbol.for(${JSON.stringify(MODULE_SYMBOL)})].specs.begin(${file});`, loader: "js" };
        }
        const folder = JSON.stringify(path.replace(/^[^/]*\//, ""));
        return { contents: `globalThis[Symbol.for(${JSON.stringify(MODULE_SYMBOL)})].mixing.enter(${folder});`, loader: "js" };
      });
    },
  };
}

/** Refuses compiled addons, which are built for one platform. */
function refuseAddons(): Plugin {
  return {
    name: "refuse-addons",
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, ({ path }) => ({
        errors: [
          {
            text: `"${path}" is a compiled addon, which cannot be sent to a node; use a package in plain JavaScript, or do this work in setup`,
          },
        ],
      }));
    },
  };
}

/** Makes paths in the source map absolute, so that stack traces name the user's own files. */
function absoluteSources(map: string, cwd: string): string {
  const parsed = JSON.parse(map) as { sources: string[] };
  const base = pathToFileURL(`${cwd}/`);
  parsed.sources = parsed.sources.map((source) => new URL(source, base).href);
  return JSON.stringify(parsed);
}

function packed(code: string, map: string): ModuleBundle {
  const withMap = `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}\n`;
  return { code: withMap, sha256: createHash("sha256").update(withMap).digest("hex"), sizeBytes: Buffer.byteLength(withMap) };
}

function loadFailure(error: unknown, { file, cwd }: BundleRequest): LiveLoadError {
  const name = relative(cwd, file) || file;
  const first = (error as Partial<BuildFailure>).errors?.[0];
  if (first === undefined) {
    return new LiveLoadError("SCENARIO_LOAD_FAILED", `${name} could not be bundled: ${messageOf(error)}`, { cause: error });
  }
  return new LiveLoadError("SCENARIO_LOAD_FAILED", `${placeOf(first, name)}: ${first.text}`, {
    hint: first.location?.lineText === undefined ? undefined : `the line is: ${first.location.lineText.trim()}`,
    details: { file: name },
    cause: error,
  });
}

function placeOf({ location }: Message, fallback: string): string {
  return location === null ? fallback : `${location.file}:${location.line}:${location.column + 1}`;
}
