import type { SecondDelta } from "../../telemetry/delta.js";
import { SICK_CAUSES, type SickCause } from "../../telemetry/sick-cause.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { mergeSketches } from "./metric-totals.js";

const MAX_ROWS = 300;

/** A span during which a node was not healthy, and the cause. */
export interface SickWindow {
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly cause: SickCause;
}

/** A node's health in one second. */
export interface NodeMoment {
  readonly gauges: ReadonlyMap<string, number>;
  readonly busy: boolean;
  /** The cause, if it was sick for at least half of its users. */
  readonly sick: SickCause | undefined;
}

/** A node's health over a stretch of the run. */
export interface HealthRow {
  readonly offsetMs: number;
  /** The highest value of each gauge. */
  readonly gauges: ReadonlyMap<string, number>;
  readonly busy: boolean;
  /** The most frequent cause among the seconds that were sick for at least half of its users. */
  readonly sick: SickCause | undefined;
}

/** How many iterations ended in a second, how many of these succeeded or failed, and how many failed. */
interface EndedIterations {
  readonly ended: number;
  readonly finished: number;
  readonly failed: number;
}

interface OpenRow {
  readonly gauges: Map<string, number>;
  busy: boolean;
  readonly sickSeconds: Map<SickCause, number>;
}

/** One node's gauges over time, sick seconds and totals. Does not depend on the order in which seconds are added. */
export class NodeRecord {
  readonly name: string;
  readonly #sick = new Map<number, SickCause>();
  readonly #sickForMost = new Set<number>();
  readonly #histograms = new Map<string, Sketch>();
  #rows = new Map<number, OpenRow>();
  #rowSeconds = 1;
  #lastSecond = -1;
  #latest: NodeMoment | undefined;
  #activeUsers = 0;
  #iterations = 0;
  #finishedIterations = 0;
  #failedIterations = 0;
  #userSeconds = 0;
  #sickUserSeconds = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** The latest second received; -1 before the first. */
  get lastSecond(): number {
    return this.#lastSecond;
  }

  /** Its health in that second; gauges may be from the last second that had any. */
  get latest(): NodeMoment | undefined {
    return this.#latest;
  }

  /** Active users at the end of that second. */
  get activeUsers(): number {
    return this.#activeUsers;
  }

  /** Iterations that ended on this node, however they did. */
  get iterations(): number {
    return this.#iterations;
  }

  /** Those that succeeded or failed. */
  get finishedIterations(): number {
    return this.#finishedIterations;
  }

  /** Those that failed. */
  get failedIterations(): number {
    return this.#failedIterations;
  }

  /** Sum over its users of the seconds they were active. */
  get userSeconds(): number {
    return this.#userSeconds;
  }

  /** The part of `userSeconds` in which the node was sick for that user. */
  get sickUserSeconds(): number {
    return this.#sickUserSeconds;
  }

  /** Healthy samples by metric. */
  get histograms(): ReadonlyMap<string, Sketch> {
    return this.#histograms;
  }

  /** Adds one second, with its histograms already summed over their dimensions. */
  add(second: SecondDelta, histograms: ReadonlyMap<string, Sketch>, iterations: EndedIterations): void {
    if (second.second > this.#lastSecond) {
      this.#lastSecond = second.second;
      this.#activeUsers = second.activeUsers;
      // A partial last second has no gauges.
      const gauges = second.gauges.size > 0 ? second.gauges : (this.#latest?.gauges ?? second.gauges);
      this.#latest = { gauges, busy: second.busy, sick: sickOfNode(second) };
    }
    this.#iterations += iterations.ended;
    this.#finishedIterations += iterations.finished;
    this.#failedIterations += iterations.failed;
    this.#userSeconds += second.activeUsers;
    for (const [metric, sketch] of histograms) this.#histograms.set(metric, mergeSketches(this.#histograms.get(metric), sketch));
    if (second.sick !== undefined) {
      this.#sick.set(second.second, second.sick);
      this.#sickUserSeconds += second.sickUsers;
    }
    while (Math.floor(this.#lastSecond / this.#rowSeconds) >= MAX_ROWS) {
      this.#rows = coarser(this.#rows);
      this.#rowSeconds *= 2;
    }
    const sick = sickOfNode(second);
    if (sick !== undefined) this.#sickForMost.add(second.second);
    addToRow(this.#rows, Math.floor(second.second / this.#rowSeconds), {
      gauges: second.gauges,
      busy: second.busy,
      sickSeconds: new Map(sick === undefined ? [] : [[sick, 1]]),
    });
  }

  /** Its health over time, in at most `limit` rows. */
  health(limit = MAX_ROWS): readonly HealthRow[] {
    let [rows, rowSeconds] = [this.#rows, this.#rowSeconds];
    while (Math.floor(this.#lastSecond / rowSeconds) >= Math.max(1, limit)) {
      rows = coarser(rows);
      rowSeconds *= 2;
    }
    return [...rows]
      .sort(([a], [b]) => a - b)
      .map(([index, { gauges, busy, sickSeconds }]) => {
        const sick = mostOf(sickSeconds);
        return { offsetMs: index * rowSeconds * 1000, gauges, busy, sick };
      });
  }

  /** Whether it was sick for at least half of its users in the second of this instant. */
  wasSickAt(offsetMs: number): boolean {
    return this.#sickForMost.has(Math.floor(offsetMs / 1000));
  }

  /** Its sick seconds; consecutive seconds with the same cause form one window. */
  sickWindows(): readonly SickWindow[] {
    const windows: { node: string; fromMs: number; toMs: number; cause: SickCause }[] = [];
    for (const [second, cause] of [...this.#sick].sort(([a], [b]) => a - b)) {
      const last = windows.at(-1);
      if (last !== undefined && last.cause === cause && last.toMs === second * 1000) last.toMs += 1000;
      else windows.push({ node: this.name, fromMs: second * 1000, toMs: (second + 1) * 1000, cause });
    }
    return windows;
  }
}

/** One frozen page says little about a node that runs thirty others. */
function sickOfNode({ sick, sickUsers, activeUsers }: SecondDelta): SickCause | undefined {
  return 2 * sickUsers >= activeUsers ? sick : undefined;
}

function coarser(rows: ReadonlyMap<number, OpenRow>): Map<number, OpenRow> {
  const half = new Map<number, OpenRow>();
  for (const [index, row] of rows) addToRow(half, Math.floor(index / 2), row);
  return half;
}

function addToRow(
  rows: Map<number, OpenRow>,
  index: number,
  from: Readonly<Omit<OpenRow, "gauges">> & Pick<HealthRow, "gauges">,
) {
  const row = rows.get(index) ?? { gauges: new Map(), busy: false, sickSeconds: new Map() };
  rows.set(index, row);
  row.busy ||= from.busy;
  for (const [gauge, value] of from.gauges)
    row.gauges.set(gauge, Math.max(value, row.gauges.get(gauge) ?? Number.NEGATIVE_INFINITY));
  for (const [cause, seconds] of from.sickSeconds) row.sickSeconds.set(cause, (row.sickSeconds.get(cause) ?? 0) + seconds);
}

function mostOf(sickSeconds: ReadonlyMap<SickCause, number>): SickCause | undefined {
  const causes = SICK_CAUSES.filter((cause) => sickSeconds.has(cause));
  const seconds = (cause: SickCause) => sickSeconds.get(cause) ?? 0;
  return causes.reduce<SickCause | undefined>(
    (most, cause) => (most === undefined || seconds(cause) > seconds(most) ? cause : most),
    undefined,
  );
}
