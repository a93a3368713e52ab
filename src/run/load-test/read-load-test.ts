import { basename } from "node:path";
import { LiveLoadError } from "../../base/errors.js";
import { invalidOption } from "../../base/invalid-option.js";
import { backgroundPlanOf } from "../../config/background-plan-of.js";
import { discoverScenarios } from "../../config/discover-scenarios.js";
import { loadPlanOf } from "../../config/load-plan-of.js";
import { isSpecFile } from "../../config/playwright/spec-files.js";
import { resolveOptions } from "../../config/resolve-options.js";
import { type ResolvedOptions, spelling } from "../../config/resolved-options.js";
import { checkScreen } from "./check-screen.js";
import { checkValues } from "./check-values.js";
import { loadScenario, type ReadingListeners } from "./load-scenario.js";
import type { LoadTestRequest } from "./load-test-request.js";
import type { LoadedScenario } from "./loaded-scenario.js";
import { rememberRunSecrets } from "./remember-run-secrets.js";
import { tlsCertificate } from "./tls-certificate.js";

/** A load test whose options were checked and whose scenarios were found: the start of `run`, `plan` and `--in-cluster`. */
export interface LoadTest extends Pick<LoadTestRequest, "layers" | "host" | "openSetUpPage"> {
  /** Options from flags, environment, config file and defaults. */
  readonly options: ResolvedOptions;
  /** Absolute paths of the scenarios' modules, each once. */
  readonly files: readonly string[];
  /** Reads one of the scenarios, with its own options. Rejects with the first mistake, or when the signal aborts. */
  readonly loadScenario: (file: string, listeners?: ReadingListeners) => Promise<LoadedScenario>;
}

/** Resolves and checks the options, remembers their secrets, and finds the scenarios. Starts nothing. */
export async function readLoadTest({ files, layers, host, checkOptions, openSetUpPage }: LoadTestRequest): Promise<LoadTest> {
  const options = resolveOptions(layers);
  const { values } = options;
  rememberRunSecrets(values, host.env);
  checkOptions(values);
  checkValues(options);
  checkScreen(values, host);
  // Only checked here, before anything is started; the boot reads it again.
  await tlsCertificate(values, host.cwd, options.origins);
  const found = await discoverScenarios(files.length > 0 ? files : values.scenarios, host.cwd);
  checkSpecs(found, options);
  return {
    layers,
    host,
    openSetUpPage,
    options,
    files: found,
    loadScenario: (file, listeners) => loadScenario(file, { layers, host, listeners }),
  };
}

/** @throws LiveLoadError `INVALID_OPTION` when a spec is to run without a browser, or when options of specs are wrong or of no use */
function checkSpecs(files: readonly string[], options: ResolvedOptions): void {
  const spec = files.find(isSpecFile);
  checkChoice(files, options);
  const found = withoutBrowser(options);
  if (spec === undefined || found === undefined) return;
  throw new LiveLoadError("INVALID_OPTION", `${found.why}, but ${basename(spec)} is a test of Playwright Test`, {
    hint: `tests of Playwright Test need a browser: ${found.instead}`,
  });
}

/** A config file may be shared with specs; whoever names tests on the command line means some. */
function checkChoice(files: readonly string[], { values, origins }: ResolvedOptions): void {
  for (const option of ["project", "grep", "grepInvert"] as const) {
    const value = values[option];
    if (value === undefined) continue;
    const label = spelling(option, origins[option]);
    if (option !== "project" && !isPattern(value)) throw invalidOption({ option, label, value, allowed: "a regular expression" });
    if (origins[option] === "config file" || files.some(isSpecFile)) continue;
    const who = files.map((file) => basename(file)).join(", ");
    throw new LiveLoadError(
      "INVALID_OPTION",
      `${label} is of no use: ${who} ${files.length === 1 ? "has" : "have"} no Playwright tests`,
      {
        hint: "it chooses among the tests of a *.spec.ts or *.test.ts file",
        details: { option, value },
      },
    );
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== "";
  } catch {
    return false;
  }
}

function withoutBrowser(options: ResolvedOptions): { readonly why: string; readonly instead: string } | undefined {
  const { values, origins } = options;
  if (values.browser === "protocol")
    return {
      why: `${spelling("browser", origins.browser)} is "protocol"`,
      instead: "use --browser chromium or --browser playwright",
    };
  if (backgroundPlanOf(options, loadPlanOf(options, { scenarioIsKnown: false })) === undefined) return undefined;
  const name = values.backgroundUsers > 0 ? ("backgroundUsers" as const) : ("backgroundStages" as const);
  return {
    why: `${spelling(name, origins[name])} asks for users without a browser`,
    instead: "leave the background users out: --background-users 0",
  };
}
