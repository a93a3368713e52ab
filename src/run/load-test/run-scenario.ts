import { relative } from "node:path";
import { isLiveLoadError, LiveLoadError, messageOf, withoutSecrets } from "../../base/errors.js";
import { newRunId } from "../../base/ids.js";
import { maskSecrets } from "../../base/secrets/mask-secrets.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { JournalWriter } from "../journal/journal-writer.js";
import { liveLookOf } from "../live/live-look-of.js";
import { startOutputs } from "../outputs/run-outputs.js";
import { bootPhase } from "../phases/boot-phase.js";
import { calibratePhase } from "../phases/calibrate-phase.js";
import { collectPhase } from "../phases/collect-phase.js";
import { finishRun } from "../phases/finish-run.js";
import { loadPhase } from "../phases/load-phase.js";
import { runPhases } from "../phases/phase-runner.js";
import { preparePhase } from "../phases/prepare-phase.js";
import { RunState } from "../phases/run-state.js";
import { setupPhase } from "../phases/setup-phase.js";
import { type OutputFolder, reserveOutputFolder } from "../report-folder/output-folder.js";
import { scenarioStem } from "../report-folder/output-index.js";
import { JOURNAL_FILE } from "../report-folder/write-reports.js";
import type { RunEvent, ScenarioOutcome } from "../run-events.js";
import { startControlServer } from "../steering/control-server.js";
import { RunControl, type Steer } from "../steering/run-control.js";
import type { RunControls } from "./load-test-request.js";
import type { LoadTest } from "./read-load-test.js";
import type { StopRequest } from "./stop-request.js";

/** One scenario of a load test. */
export interface ScenarioRequest extends RunControls {
  readonly loadTest: LoadTest;
  /** Absolute path of the module. */
  readonly file: string;
  readonly outputFolder: string;
  /** The folder that holds the folders of several scenarios. */
  readonly parent: OutputFolder | undefined;
  readonly index: number;
  readonly total: number;
}

/**
 * Runs one scenario and writes its result and reports, even when the load never began. Never rejects: an error becomes
 * part of the outcome.
 */
export async function runScenario(request: ScenarioRequest): Promise<ScenarioOutcome> {
  const { file, outputFolder, index, total } = request;
  const { host } = request.loadTest;
  const runId = newRunId(host.clock.wallTime());
  const stop = request.stop.child();
  request.onEvent({ type: "scenario-started", name: relative(host.cwd, file) || file, index, total });
  stop.onStop((reason) => request.onEvent({ type: "stopping", reason }));
  const outcome = { name: scenarioStem(file), file, outputFolder, result: undefined, error: undefined, console: "" };
  let folder: OutputFolder | undefined;
  try {
    folder = await reserveOutputFolder(outputFolder, { runId, host });
    return { ...outcome, ...(await runAndReport(request, { folder, stop, runId })), stopped: stop.reason };
  } catch (error) {
    return { ...outcome, error: asLiveLoadError(error), stopped: stop.reason };
  } finally {
    await folder?.release();
  }
}

interface RunParts {
  readonly folder: OutputFolder;
  readonly stop: StopRequest;
  readonly runId: string;
}

/** Runs the phases and writes the reports. */
async function runAndReport(
  request: ScenarioRequest,
  parts: RunParts,
): Promise<Pick<ScenarioOutcome, "name" | "result" | "error" | "console">> {
  const { loadTest, parent } = request;
  const { stop } = parts;
  const emit = (event: RunEvent): void => {
    control.hear(event);
    request.onEvent(event);
  };
  const state = openState({ ...request, onEvent: emit }, parts);
  const control = new RunControl(state);
  const endControl = await startControl(request, state, control);
  try {
    return await runState(state, { loadTest, stop, emit, parent });
  } finally {
    endControl();
  }
}

/** Makes the run steerable, for commands and the dashboard. */
async function startControl(
  { parent, loadTest, onSteerable, onLookable }: ScenarioRequest,
  state: RunState,
  control: RunControl,
) {
  const { ports, folder } = state;
  const { env, pid, cwd } = loadTest.host;
  const steer: Steer = (asked, by) => control.steer(asked, by);
  const run = {
    runId: ports.runId,
    pid,
    file: relative(cwd, ports.file) || ports.file,
    outputFolder: folder.path,
    ...(parent === undefined ? {} : { parentFolder: parent.path }),
  };
  const close = await startControlServer({ env, run, steer, onTrouble: (message) => ports.emit({ type: "warning", message }) });
  onSteerable?.(steer);
  onLookable?.(liveLookOf(state));
  return () => {
    onSteerable?.(undefined);
    close();
  };
}

async function runState(
  state: RunState,
  { loadTest, stop, emit, parent }: Pick<ScenarioRequest, "loadTest" | "stop" | "parent"> & Pick<RunState["ports"], "emit">,
): Promise<Pick<ScenarioOutcome, "name" | "result" | "error" | "console">> {
  const outputs = await startOutputs(state);
  const calibration = loadTest.options.values.calibrate ? [calibratePhase] : [];
  const phases = [loadPhase(loadTest), ...calibration, setupPhase, bootPhase, preparePhase, collectPhase];
  const failure = await runPhases(phases, state, { clock: loadTest.host.clock, emit, signal: stop.signal });
  const isAsked =
    stop.reason !== undefined &&
    (["ABORTED", "CHANNEL_CLOSED", "NODE_LOST"] as const).some((code) => isLiveLoadError(failure, code));
  const error = failure === undefined || isAsked ? undefined : asLiveLoadError(failure);
  await state.settled();
  const finished = await finishRun(state, { error, parent });
  await outputs.finish(finished.result);
  return { name: state.isLoaded ? state.loaded.scenario.name : scenarioStem(state.ports.file), ...finished };
}

function openState(request: ScenarioRequest, { folder, stop, runId }: RunParts): RunState {
  const { file, onEvent: emit, onLive, onNodes, debug, parent } = request;
  const { host, options: given, openSetUpPage } = request.loadTest;
  const ports = { runId, file, host, stop, emit, onLive, onNodes, debug, openSetUpPage };
  const journal = new JournalWriter(`${folder.path}/${JOURNAL_FILE}`, {
    clock: host.clock,
    onTrouble: (message) => emit({ type: "warning", message }),
  });
  return new RunState({ ports, folder, parent, journal, given, aggregate: new RunAggregate() });
}

/** Converts anything thrown to a {@link LiveLoadError} without secrets. */
function asLiveLoadError(thrown: unknown): LiveLoadError {
  return isLiveLoadError(thrown)
    ? withoutSecrets(thrown)
    : new LiveLoadError("INTERNAL", maskSecrets(messageOf(thrown)), { cause: thrown });
}
