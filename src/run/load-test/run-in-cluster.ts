import { resolve } from "node:path";
import { unpackFiles } from "../../base/file-pack.js";
import { newRunId } from "../../base/ids.js";
import { controllerPlaceOf } from "../../cluster/backends.js";
import { reserveOutputFolder } from "../report-folder/output-folder.js";
import { packLoadTest } from "./pack-load-test.js";
import type { LoadTest } from "./read-load-test.js";

/** How a load test whose controller runs in the cluster is followed and stopped. */
export interface InClusterControls {
  /** Asks it to stop, as Ctrl-C does. */
  readonly stop: AbortSignal;
  /** Gives up at once, without fetching the results. */
  readonly abandon: AbortSignal;
  readonly onLine: (line: string) => void;
  readonly onWarning: (message: string) => void;
}

/** Exit codes of the command there when it refused options or scenario. */
const REFUSED_EXITS: readonly number[] = [104, 107];

/** Runs a load test on a controller in the cluster and fetches its output folder. Resolves to the exit code of the command there. */
export async function runInCluster(loadTest: LoadTest, controls: InClusterControls): Promise<number> {
  const { pack, longestMs } = await packLoadTest(loadTest);
  const { host, options } = loadTest;
  const { clock, cwd, env } = host;
  const { backend, backendOptions, out } = options.values;
  const runId = newRunId(clock.wallTime());
  const folder = await reserveOutputFolder(resolve(cwd, out), { runId, host });
  try {
    const { exitCode, output } = await controllerPlaceOf(backend).run({
      ...controls,
      runId,
      backendOptions,
      env,
      clock,
      input: pack,
      expiresAt: clock.wallTime() + longestMs,
      outputFolder: out,
    });
    // As with a run here, a refused load test leaves the report of an earlier run as it is.
    if (folder.holdsEarlierRun && REFUSED_EXITS.includes(exitCode)) return exitCode;
    await folder.clear();
    await unpackFiles(output, folder.path);
    return exitCode;
  } finally {
    await folder.release();
  }
}
