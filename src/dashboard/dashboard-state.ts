import type { LiveBackground, LiveBucket, LiveNodes, LivePicture, LiveSeries } from "../run/live/live-picture.js";
import type { StopReason } from "../run/run-events.js";
import type { DashboardEvent, EndedScenario, Message, RunExit } from "./dashboard-events.js";
import type { Figures } from "./figures.js";

/**
 * Everything that the page shows. The server keeps it for pages that connect late, and every page keeps its own copy: both
 * apply the same events with {@link stateAfter}. Bounded in size, however long the run.
 */
export interface DashboardState {
  /** Identifies the run, as another one may use the same port later. */
  readonly run: string;
  readonly version: string;
  /** The scenario that is running, or the last one. */
  readonly current: CurrentScenario | undefined;
  /** The earlier scenarios. */
  readonly done: readonly Omit<EndedScenario, "figures">[];
  readonly warnings: readonly Message[];
  readonly output: readonly Message[];
  /** Present once the whole run is over. */
  readonly exit: RunExit | undefined;
}

/** A message to a page: first the whole state, then events. */
export type FeedMessage =
  | { readonly type: "state"; readonly state: DashboardState }
  | { readonly type: "events"; readonly events: readonly DashboardEvent[] };

/** The latest picture; its slices of the time series are kept apart. */
type ShownPicture = Omit<LivePicture, "series" | "background"> & {
  readonly background?: Omit<LiveBackground, "series">;
};

interface KeptSeries {
  readonly buckets: readonly LiveBucket[];
  readonly widthMs: number;
}

/** A scenario that is running or has ended. */
export interface CurrentScenario {
  /** Its file, until its name is known. */
  readonly name: string;
  readonly index: number;
  readonly total: number;
  readonly phases: readonly { readonly title: string; readonly durationMs: number | undefined }[];
  /** Progress within the phase, in words. */
  readonly underWay: string | undefined;
  readonly facts: readonly string[];
  /** The load in words, once it has started. */
  readonly load: string | undefined;
  readonly stopping: StopReason | undefined;
  /** The nodes while they boot. */
  readonly booting: LiveNodes | undefined;
  readonly live: ShownPicture | undefined;
  readonly series: readonly LiveBucket[];
  readonly seriesWidthMs: number;
  /** The same of background users. */
  readonly backgroundSeries: KeptSeries;
  readonly ended: EndedScenario | undefined;
}

const [MAX_WARNINGS, MAX_OUTPUT, MAX_DONE, MAX_FACTS] = [100, 200, 100, 10];

/** The state before the first event. */
export function emptyState(run: string, version: string): DashboardState {
  return { run, version, current: undefined, done: [], warnings: [], output: [], exit: undefined };
}

/** Applies an event to a state. */
export function stateAfter(state: DashboardState, event: DashboardEvent): DashboardState {
  if (event.type === "scenario-started") return { ...state, current: begun(event), done: doneAfter(state) };
  if (event.type === "message") {
    return event.message.from === undefined
      ? { ...state, warnings: lastOf([...state.warnings, event.message], MAX_WARNINGS) }
      : { ...state, output: lastOf([...state.output, event.message], MAX_OUTPUT) };
  }
  if (event.type === "over") return { ...state, exit: event.exit };
  return state.current === undefined ? state : { ...state, current: scenarioAfter(state.current, event) };
}

type ScenarioEvent = Exclude<DashboardEvent, { readonly type: "scenario-started" | "message" | "over" }>;

function begun({ name, index, total }: Extract<DashboardEvent, { readonly type: "scenario-started" }>): CurrentScenario {
  return {
    name,
    index,
    total,
    phases: [],
    underWay: undefined,
    facts: [],
    load: undefined,
    stopping: undefined,
    booting: undefined,
    live: undefined,
    series: [],
    seriesWidthMs: 0,
    backgroundSeries: { buckets: [], widthMs: 0 },
    ended: undefined,
  };
}

function doneAfter({ done, current }: DashboardState): DashboardState["done"] {
  if (current?.ended === undefined) return done;
  const { figures: _figures, ...ended } = current.ended;
  return lastOf([...done, ended], MAX_DONE);
}

function scenarioAfter(scenario: CurrentScenario, event: ScenarioEvent): CurrentScenario {
  switch (event.type) {
    case "phase-started":
      return { ...scenario, phases: [...scenario.phases, { title: event.title, durationMs: undefined }], underWay: undefined };
    case "phase-ended": {
      const ended = { title: event.title, durationMs: event.durationMs };
      return { ...scenario, phases: [...scenario.phases.slice(0, -1), ended], underWay: undefined };
    }
    case "under-way":
      return { ...scenario, underWay: event.text };
    case "fact":
      return { ...scenario, facts: lastOf([...scenario.facts, event.text], MAX_FACTS) };
    case "load-started":
      return { ...scenario, load: event.load };
    case "load-changed":
      return { ...scenario, live: scenario.live === undefined ? undefined : changedLive(scenario.live, event.change) };
    case "stopping":
      return { ...scenario, stopping: event.reason };
    case "nodes":
      return { ...scenario, booting: event.nodes };
    case "live":
      return withPicture(scenario, event.picture);
    case "scenario-ended":
      return { ...scenario, name: event.ended.name, ended: event.ended };
  }
}

/** The next picture has it too, but may take a while. */
function changedLive(live: ShownPicture, change: LivePicture["changes"][number]): ShownPicture {
  const isPaused = change.kind === "pause" || (live.isPaused && change.kind !== "resume");
  return { ...live, isPaused, changes: [...live.changes, change] };
}

function withPicture(scenario: CurrentScenario, { series, background, ...live }: LivePicture): CurrentScenario {
  const { buckets, widthMs } = seriesWith({ buckets: scenario.series, widthMs: scenario.seriesWidthMs }, series);
  const known = { ...scenario, booting: undefined, live, series: buckets, seriesWidthMs: widthMs };
  if (background === undefined) return known;
  const { series: added, ...crowd } = background;
  return { ...known, live: { ...live, background: crowd }, backgroundSeries: seriesWith(scenario.backgroundSeries, added) };
}

function seriesWith(before: KeptSeries, { widthMs, buckets: added }: LiveSeries): KeptSeries {
  const kept = widthMs === before.widthMs ? before.buckets : [];
  if (added.length === 0 && kept.length > 0) return { buckets: kept, widthMs };
  const byOffset = new Map([...kept, ...added].map((bucket) => [bucket.offsetMs, bucket]));
  return { buckets: [...byOffset.values()].sort((a, b) => a.offsetMs - b.offsetMs), widthMs };
}

/** The figures to show: those of the result, once there is one. `undefined` before anything was measured. */
export function currentFigures(scenario: CurrentScenario): Figures | undefined {
  const { live, series, seriesWidthMs, backgroundSeries, ended } = scenario;
  if (ended?.figures !== undefined) return ended.figures;
  if (live === undefined) return undefined;
  const { knownMs, users, iterations, histograms, counters, thresholds, failures, pageErrors } = live;
  const sick = { windows: sickWindows(series, seriesWidthMs) };
  const shown = { users, iterations, histograms, counters, thresholds, failures, pageErrors, changes: [...live.changes] };
  const { background } = live;
  const crowd =
    background === undefined ? {} : { background: { ...background, durationMs: knownMs, timeSeries: backgroundSeries.buckets } };
  return { ...shown, durationMs: knownMs, timeSeries: series, sick, ...crowd };
}

function sickWindows(series: readonly LiveBucket[], widthMs: number): Figures["sick"]["windows"] {
  return series.filter(({ isSick }) => isSick).map(({ offsetMs }) => ({ fromMs: offsetMs, toMs: offsetMs + widthMs }));
}

function lastOf<T>(items: readonly T[], count: number): readonly T[] {
  return items.length > count ? items.slice(-count) : items;
}
