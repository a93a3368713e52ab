import { relative, resolve } from "node:path";
import { throwIfAborted } from "../../base/deadline.js";
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
  /** Makes `stop` abort. */
  readonly askToStop: () => void;
  readonly onLine: (line: string) => void;
  readonly onWarning: (message: string) => void;
}

/** Exit codes of the command there when it refused options or scenario. */
const REFUSED_EXITS: readonly number[] = [104, 107];

/** Runs a load test on a controller in the cluster and fetches its output folder. Resolves to the exit code of the command there. */
export async function runInCluster(loadTest: LoadTest, controls: InClusterControls): Promise<number> {
  const { pack, longestMs } = await packLoadTest(loadTest, controls.stop);
  throwIfAborted(controls.stop);
  const { host, options, files } = loadTest;
  const { clock, cwd, env } = host;
  const { backend, backendOptions, out } = options.values;
  const runId = newRunId(clock.wallTime());
  const folder = await reserveOutputFolder(resolve(cwd, out), { runId, host });
  let there: ((request: string) => Promise<string>) | undefined;
  const run = {
    runId,
    pid: host.pid,
    file: files.map((file) => relative(cwd, file) || file).join(", "),
    outputFolder: folder.path,
  };
  const endControl = await startControlServer({
    env,
    run,
    steer: async (request) =>
      there === undefined
        ? steeredEarly(request, run, controls)
        : steeredThere(there, request, { runId, outputFolder: folder.path }),
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

/** Answers for a controller that has not started yet: then there is nothing to change, but it can be stopped. */
function steeredEarly(
  request: SteerRequest,
  { file, ...run }: Pick<SteerAnswer["status"], "runId" | "pid" | "outputFolder"> & { readonly file: string },
  { stop, askToStop }: InClusterControls,
): SteerAnswer {
  if (request.do === "stop") askToStop();
  else if (request.do !== "status")
    throw new LiveLoadError("CHANGE_REFUSED", "the controller in the cluster has not started yet", {
      hint: "try again when live-load status says that it is running; live-load stop ends it now",
    });
  const phase = stop.aborted ? "removing the controller from the cluster" : "starting the controller in the cluster";
  return { status: { ...NOT_STARTED, ...run, name: file, phase, state: stop.aborted ? "ending" : "starting" }, warnings: [] };
}

const NOT_STARTED: Omit<SteerAnswer["status"], "runId" | "pid" | "outputFolder" | "name" | "phase" | "state"> = {
  startedAt: null,
  elapsedMs: 0,
  durationMs: 0,
  target: { of: "users", value: 0 },
  users: { active: 0, most: 0, carried: null },
  iterations: { finished: 0, failed: 0, perSecond: 0 },
  latency: null,
  nodes: { total: 0, running: 0, lost: 0 },
  changes: [],
};

/** Passes a request on to the controller in the cluster, whose run goes by its id and folder there. */
async function steeredThere(
  there: (request: string) => Promise<string>,
  request: SteerRequest,
  here: Pick<SteerAnswer["status"], "runId" | "outputFolder">,
): Promise<SteerAnswer> {
  const answer = answerOf(await there(JSON.stringify(request)), here.runId);
  return { ...answer, status: { ...answer.status, ...here } };
}
