import { rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Timer } from "../../base/clock.js";
import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import { makeTemporaryFolder } from "../../base/folders/needed-folders.js";
import { formatCount } from "../../base/numbers.js";
import type { ClusterNode } from "../../cluster/nodes/cluster-node.js";
import { RunAggregate } from "../../result/run-aggregate.js";
import { JournalWriter } from "../journal/journal-writer.js";
import type { LoadedScenario } from "../load-test/loaded-scenario.js";
import { bootPhase } from "../phases/boot-phase.js";
import { collectPhase } from "../phases/collect-phase.js";
import { type Phase, runPhases } from "../phases/phase-runner.js";
import { preparePhase } from "../phases/prepare-phase.js";
import { type RunPorts, RunState } from "../phases/run-state.js";
import { setupPhase } from "../phases/setup-phase.js";
import type { OutputFolder } from "../report-folder/output-folder.js";
import type { RunEvent } from "../run-events.js";
import { ThrottleDesk } from "../throttles/throttle-desk.js";
import { trialPlan, trialUsers } from "./calibration-plan.js";
import { type Calibration, healthLimit, judgeTrial, type TrialOutcome, type TrialSecond } from "./judge-trial.js";
import { requireSuccess } from "./require-success.js";

const TICK_MS = 1000;

/**
 * Measures how many users of the scenario a node can carry, and how many background users, one kind after the other. Rejects with
 * the error that kept a trial from completing.
 */
export async function calibrate(loaded: LoadedScenario, ports: RunPorts): Promise<Calibration> {
  const browsers = await tryKind(loaded, ports);
  if (loaded.background === undefined) return browsers;
  return { ...browsers, crowd: await tryKind(crowdAlone(loaded, loaded.background.users), ports) };
}

/** The scenario with its background users as the only ones. */
function crowdAlone(loaded: LoadedScenario, users: number): LoadedScenario {
  const { options } = loaded;
  const values = { ...options.values, browser: "protocol", headed: false };
  return { ...loaded, users, background: undefined, options: { ...options, values } };
}

/**
 * Measures how many users of one kind a node can carry: a short run on the first node, with a growing number of users
 * until the node is no longer healthy. It goes through the same phases as a run; measurements of the site are discarded.
 */
async function tryKind(loaded: LoadedScenario, ports: RunPorts): Promise<TrialOutcome> {
  const { clock } = ports.host;
  const path = makeTemporaryFolder("live-load-calibration-");
  try {
    const stop = ports.stop.child();
    const emit = trialEvents(ports.emit);
    const journal = new JournalWriter(join(path, "journal"), { clock, onTrouble: () => {} });
    // The site's performance must not end the trial.
    const options = { ...loaded.options, values: { ...loaded.options.values, thresholds: [] } };
    const state = new RunState({
      ports: { ...ports, stop, emit },
      folder: scratchFolder(path),
      parent: undefined,
      journal,
      given: options,
      aggregate: new RunAggregate(),
    });
    const { calibrationTime } = options.values;
    state.loaded = { ...loaded, options, plan: trialPlan(1, calibrationTime) };
    state.throttles = new ThrottleDesk(clock, loaded.throttles);
    state.trial = { usersOf: (capacity) => trialUsers(loaded.users, capacity) };
    const failure = await runPhases([setupPhase, bootPhase, trialPhase, preparePhase, watchPhase(), collectPhase], state, {
      clock,
      emit,
      signal: stop.signal,
    });
    await state.settled();
    await journal.close();
    const isAsked = ports.stop.reason !== undefined || stop.reason === "aborted";
    if (isAsked || (failure !== undefined && stop.reason === undefined))
      throw isLiveLoadError(failure) ? failure : endedEarly(state, failure);
    return judged(state);
  } finally {
    loaded.pools.anotherRun();
    await rm(path, { recursive: true, force: true });
  }
}

/** The number of users follows from the node's resources, which are known only after boot. */
const trialPhase: Phase<RunState> = {
  title: "planning the trial",
  run: async (state) => {
    const { users } = firstOf(state).share;
    const { calibrationTime } = state.loaded.options.values;
    state.loaded = { ...state.loaded, users: users.count, plan: trialPlan(users.count, calibrationTime) };
  },
};

/** Ends the trial when the node is no longer healthy. */
function watchPhase(): Phase<RunState> {
  let timer: Timer | undefined;
  return {
    title: "watching the node",
    run: async (state) => {
      const { stop, emit, host } = state.ports;
      const { clock } = host;
      const tick = (): void => {
        const seconds = secondsOf(state);
        const last = seconds.at(-1);
        const cpu = last?.cpu === undefined ? "" : ` · ${Math.round(100 * last.cpu)} % of the CPU`;
        if (last !== undefined)
          emit({ type: "boot-progress", message: `calibrating: ${formatCount(last.activeUsers, "user")}${cpu}` });
        if (healthLimit(seconds) !== undefined) stop.ask("threshold");
        else timer = clock.setTimer(tick, TICK_MS);
      };
      timer = clock.setTimer(tick, TICK_MS);
    },
    teardown: async () => timer?.cancel(),
  };
}

function judged(state: RunState): TrialOutcome {
  const { resources, browser } = firstOf(state);
  const seconds = secondsOf(state);
  if (resources === undefined || browser === undefined || seconds.length === 0) throw endedEarly(state);
  requireSuccess(state.aggregate, state.loaded.options.values.browser);
  return judgeTrial(seconds, { resources, given: browser });
}

function secondsOf(state: RunState): readonly TrialSecond[] {
  const node = state.aggregate.node(firstOf(state).name);
  if (node === undefined) return [];
  const users = new Map(state.aggregate.timeSeries().map(({ offsetMs, activeUsers }) => [offsetMs, activeUsers]));
  return node.health().map(({ offsetMs, gauges, sick }) => ({
    activeUsers: Math.round(users.get(offsetMs) ?? 0),
    cpu: gauges.get("node_cpu"),
    memory: gauges.get("node_memory"),
    sick,
  }));
}

function firstOf({ cluster }: RunState): ClusterNode {
  const [first] = cluster.nodes;
  if (first === undefined) throw new LiveLoadError("INTERNAL", "no first node");
  return first;
}

function endedEarly({ abort }: RunState, cause?: unknown): LiveLoadError {
  const why = abort?.message ?? (cause === undefined ? "it was stopped" : messageOf(cause));
  return new LiveLoadError("ABORTED", `the calibration did not finish: ${why}`, { cause });
}

/** Forwards only progress and warnings of the trial, which is a part of a run. */
function trialEvents(emit: (event: RunEvent) => void): (event: RunEvent) => void {
  return (event) => {
    if (event.type === "boot-progress" || event.type === "warning") emit(event);
  };
}

function scratchFolder(path: string): OutputFolder {
  return {
    path,
    holdsEarlierRun: false,
    clear: async () => {},
    wasDeleted: async () => false,
    // Discards the trial's screenshots.
    write: async (file, content) => {
      if (dirname(file) === ".") await writeFile(join(path, file), content);
    },
    remove: async () => {},
    release: async () => {},
  };
}
