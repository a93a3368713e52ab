import { resolve } from "node:path";
import type { Clock } from "../base/clock.js";
import { unpackFiles } from "../base/file-pack.js";
import { newRunId } from "../base/ids.js";
import { runController } from "../cluster/backends/kubernetes/in-cluster/controller-run.js";
import { CONTROLLER_FILES } from "../cluster/backends/kubernetes/in-cluster/follow-controller.js";
import { resolveOptions } from "../config/resolve-options.js";
import { reserveOutputFolder } from "./output-folder.js";
import { type PackRequest, packLoadTest } from "./pack-load-test.js";

/** A load test whose controller is in the cluster. */
export interface InClusterRequest extends PackRequest {
  readonly clock: Clock;
  readonly pid: number;
  /** Asks it to stop, as Ctrl-C does. */
  readonly stop: AbortSignal;
  /** Does not wait for that. */
  readonly abandon: AbortSignal;
  readonly onLine: (line: string) => void;
  readonly onWarning: (message: string) => void;
}

/** Of the command there, when options or the scenario were wrong. */
const REFUSED_EXITS: readonly number[] = [104, 107];

/** Runs a load test by a controller in the cluster, and brings its output folder here. Resolves to the exit code of the command there. */
export async function runInCluster(request: InClusterRequest): Promise<number> {
  const { cwd, clock, env, layers, pid, onLine, onWarning, stop, abandon } = request;
  const { pack, longestMs } = await packLoadTest(request);
  const { values } = resolveOptions(layers);
  const runId = newRunId(clock.wallTime());
  const folder = await reserveOutputFolder(resolve(cwd, values.out), { pid, runId, clock });
  try {
    const { exitCode, output } = await runController({
      runId,
      backendOptions: values.backendOptions,
      env,
      clock,
      input: pack,
      expiresAt: clock.wallTime() + longestMs,
      // Its folder there is the one here as soon as it has been fetched.
      onLine: (line) => onLine(line.replaceAll(CONTROLLER_FILES.output, values.out)),
      onWarning,
      stop,
      abandon,
    });
    // What was refused there is refused here: the report of an earlier run stays.
    if (folder.holdsEarlierRun && REFUSED_EXITS.includes(exitCode)) return exitCode;
    await folder.clear();
    await unpackFiles(output, folder.path);
    return exitCode;
  } finally {
    await folder.release();
  }
}
