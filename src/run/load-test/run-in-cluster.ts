import { relative, resolve } from "node:path";
import { LiveLoadError } from "../../base/errors.js";
import { unpackFiles } from "../../base/file-pack.js";
import { newRunId } from "../../base/ids.js";
import { controllerPlaceOf } from "../../cluster/backends.js";
import { reserveOutputFolder } from "../report-folder/output-folder.js";
import { startControlServer } from "../steering/control-server.js";
import type { SteerAnswer } from "../steering/run-control.js";
import type { SteerRequest } from "../steering/steer-request.js";
import { answerOf } from "../steering/steer-run.js";
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
  const { pack, longestMs } = await packLoadTest(loadTest, controls.stop);
  const { host, options, files } = loadTest;
  const { clock, cwd, env } = host;
  const { backend, backendOptions, out } = options.values;
  const runId = newRunId(clock.wallTime());
  const folder = await reserveOutputFolder(resolve(cwd, out), { runId, host });
  let there: ((request: string) => Promise<string>) | undefined;
  const endControl = await startControlServer({
    env,
    run: { runId, pid: host.pid, file: files.map((file) => relative(cwd, file) || file).join(", "), outputFolder: folder.path },
    steer: async (request) => steeredThere(there, request, { runId, outputFolder: folder.path }),
    onTrouble: controls.onWarning,
  });
  try {
    const { exitCode, output } = await controllerPlaceOf(backend).run({
      ...controls,
      onSteerable: (steer) => {
        there = steer;
      },
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
    endControl();
    await folder.release();
  }
}

/** Passes a request on to the controller in the cluster, whose run goes by its id and folder there. */
async function steeredThere(
  there: ((request: string) => Promise<string>) | undefined,
  request: SteerRequest,
  here: Pick<SteerAnswer["status"], "runId" | "outputFolder">,
): Promise<SteerAnswer> {
  if (there === undefined)
    throw new LiveLoadError("CHANGE_REFUSED", "the controller in the cluster has not started yet", {
      hint: "try again in a moment; Ctrl-C where it was started ends it now",
    });
  const answer = answerOf(await there(JSON.stringify(request)), here.runId);
  return { ...answer, status: { ...answer.status, ...here } };
}
