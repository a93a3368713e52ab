import { discoverScenarios } from "../../config/discover-scenarios.js";
import { resolveOptions } from "../../config/resolve-options.js";
import type { ResolvedOptions } from "../../config/resolved-options.js";
import { checkValues } from "./check-values.js";
import { type LoadedScenario, loadScenario } from "./load-scenario.js";
import type { LoadTestRequest } from "./load-test-request.js";
import { rememberRunSecrets } from "./remember-run-secrets.js";

/** A load test whose options were checked and whose scenarios were found: what `run`, `plan` and `--in-cluster` go on from. */
export interface LoadTest extends Pick<LoadTestRequest, "layers" | "host"> {
  /** What flags, environment, config file and defaults say. */
  readonly options: ResolvedOptions;
  /** Absolute paths of the scenarios' modules, each once. */
  readonly files: readonly string[];
  /** Reads a scenario, with its own options. Rejects with what is wrong with it. */
  loadScenario(file: string): Promise<LoadedScenario>;
}

/** The head of every story: options are resolved and checked, secrets remembered, scenarios found. Nothing is started. */
export async function readLoadTest({ files, layers, host, checkOptions }: LoadTestRequest): Promise<LoadTest> {
  const options = resolveOptions(layers);
  const { values } = options;
  rememberRunSecrets(values, host.env);
  checkOptions(values);
  checkValues(values);
  return {
    layers,
    host,
    options,
    files: await discoverScenarios(files.length > 0 ? files : values.scenarios, host.cwd),
    loadScenario: (file) => loadScenario(file, { layers, host }),
  };
}
