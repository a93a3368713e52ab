import type { Timer } from "../../base/clock.js";
import { withDeadline } from "../../base/deadline.js";
import { isLiveLoadError } from "../../base/errors.js";
import { brokenThreshold } from "../../result/thresholds/judge-threshold.js";
import { factsNote } from "../journal/journal-note.js";
import { runProgressOf } from "../live/run-progress.js";
import { watchClosely } from "../live/watch-closely.js";
import { loadText } from "../load-test/load-text.js";
import { lastingLoad } from "../steering/lasting-load.js";
import { Steering } from "../steering/steering.js";
import { factsOf, plansOf } from "./facts-of.js";
import { takeFolders } from "./finish-run.js";
import { measuredUntil, noteEnds } from "./own-duration.js";
import type { Phase } from "./phase-runner.js";
import type { RunState } from "./run-state.js";

const TICK_MS = 1000;
/** Without a batch from any node, progress is reported only after this time. */
const FIRST_NEWS_MS = 5000;
/** A run ends at most this long after its duration plus one iteration timeout; half of it is for ending the users. */
const OVERTIME_MS = 10_000;
/** Time for interrupted users to send their measurements. */
const INTERRUPT_MS = 2500;

/** Starts all users at once, and follows them until the last has ended or must end. */
export const collectPhase: Phase<RunState> = {
  title: "running",
  run: async (state) => {
    // From here on nothing is refused, so the report of an earlier run can be removed.
    await takeFolders(state.folder, state.parent);
    await startLoad(state);
    const watching = [watch(state), watchClosely(state)];
    try {
      await usersEnd(state);
    } finally {
      for (const watcher of watching) watcher.cancel();
      state.throttles?.end();
      state.steering?.end();
      state.endedAtMs = state.ports.host.clock.now();
    }
  },
};

async function startLoad(state: RunState): Promise<void> {
  const { ports, loaded, cluster } = state;
  const { t0Ms, skewMs } = await cluster.startTogether();
  state.start = { t0Ms, skewMs, startedAtMs: ports.host.clock.wallTime() + (t0Ms - ports.host.clock.now()) };
  state.throttles?.begin(t0Ms);
  state.steering = new Steering(state, state.start);
  await state.journal.append({ type: "note", note: factsNote(factsOf(state, undefined), plansOf(state), { isFinal: false }) });
  const load = loadText(loaded.plan, loaded.background?.plan);
  ports.emit({ type: "load-started", load, users: loaded.users, durationMs: lastingLoad(state).durationMs });
}

/** Resolves when all users have ended: by themselves, on request, or by deadline. */
async function usersEnd(state: RunState): Promise<void> {
  const { ports, cluster } = state;
  const { stop, host } = ports;
  const { clock } = host;
  noteEnds(state);
  try {
    await allEnded(state);
  } catch (error) {
    if (stop.reason === undefined && !isLiveLoadError(error, "DEADLINE_EXCEEDED")) throw error;
    const limitMs = stop.reason === undefined ? OVERTIME_MS / 2 : INTERRUPT_MS;
    const ending = cluster.endUsers(limitMs);
    await withDeadline(ending, { clock, timeoutMs: limitMs, what: "the users to end", signal: stop.forced }).catch(() => {});
  }
}

/** Waits until all nodes have ended, at most until the plan, with the changes that come, lets them. */
async function allEnded(state: RunState): Promise<void> {
  const { ports, loaded, load, cluster, start } = state;
  const { stop, host } = ports;
  const { clock } = host;
  const ended = Promise.all(cluster.everyone.map((node) => node.ended)).then(() => "ended" as const);
  let isOver = false;
  while (!isOver) {
    let forget = () => {};
    const changed = new Promise<"changed">((resolve) => {
      forget = load.onChange(() => resolve("changed"));
    });
    const planMs = lastingLoad(state).durationMs;
    const untilMs = (start?.t0Ms ?? clock.now()) + planMs + loaded.options.values.iterationTimeout + OVERTIME_MS / 2;
    const wait = { clock, timeoutMs: untilMs - clock.now(), what: "the users to end", signal: stop.signal };
    isOver = (await withDeadline(Promise.race([ended, changed]), wait).finally(() => forget())) === "ended";
  }
}

/** Reports progress, and stops the run when a threshold with `abortOnFail` is broken. */
function watch(state: RunState): Timer {
  const { stop, emit, host } = state.ports;
  const { clock } = host;
  const { options } = state.loaded;
  const t0Ms = state.start?.t0Ms ?? clock.now();
  let timer: Timer;
  const tick = (): void => {
    const elapsedMs = Math.max(0, clock.now() - t0Ms);
    const measured = measuredUntil(state, elapsedMs);
    if (brokenThreshold(options.values.thresholds, measured) !== undefined) stop.ask("threshold");
    timer = clock.setTimer(tick, TICK_MS);
    // A node's first second arrives only after it is over and was judged.
    if (state.aggregate.nodeNames.length === 0 && elapsedMs < FIRST_NEWS_MS) return;
    emit({ type: "progress", progress: runProgressOf(state, elapsedMs) });
  };
  timer = clock.setTimer(tick, TICK_MS);
  return { cancel: () => timer.cancel() };
}
