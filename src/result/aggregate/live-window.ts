import type { SecondDelta } from "../../telemetry/delta.js";
import type { Sketch } from "../../telemetry/sketch.js";
import { mergeSketches } from "./metric-totals.js";

/** The metrics closest to what users feel, best first. */
export const TELLING_METRICS = [
  "liveview_event_duration",
  "interaction_duration",
  "step_duration",
  "iteration_duration",
] as const;

const KEPT_SECONDS = 64;
const RATE_SECONDS = 5;
const LATENCY_SECONDS = 10;

interface LiveSecond {
  finishedIterations: number;
  readonly histograms: Map<string, Sketch>;
}

/** The last seconds of a run, for live display. Nodes may lag behind each other by several seconds. */
export class LiveWindow {
  readonly #seconds = new Map<number, LiveSecond>();
  #newest = -1;

  /** Adds one second of a node, in which this number of iterations finished. */
  add(second: SecondDelta, histograms: ReadonlyMap<string, Sketch>, finishedIterations: number): void {
    if (second.second > this.#newest) {
      this.#newest = second.second;
      for (const kept of this.#seconds.keys()) if (kept <= this.#newest - KEPT_SECONDS) this.#seconds.delete(kept);
    }
    if (second.second <= this.#newest - KEPT_SECONDS) return;
    const live = this.#seconds.get(second.second) ?? { finishedIterations: 0, histograms: new Map() };
    this.#seconds.set(second.second, live);
    live.finishedIterations += finishedIterations;
    for (const metric of TELLING_METRICS) {
      const sketch = histograms.get(metric);
      if (sketch !== undefined) live.histograms.set(metric, mergeSketches(live.histograms.get(metric), sketch));
    }
  }

  /** Finished iterations per second over the five seconds up to `last`. */
  iterationsPerSecond(last: number): number {
    const span = this.#upTo(last, RATE_SECONDS);
    const total = span.reduce((sum, second) => sum + (this.#seconds.get(second)?.finishedIterations ?? 0), 0);
    return span.length === 0 ? 0 : total / span.length;
  }

  /** The samples of a metric in the ten seconds up to `last`. */
  recent(metric: string, last: number): Sketch | undefined {
    let recent: Sketch | undefined;
    for (const second of this.#upTo(last, LATENCY_SECONDS)) {
      const sketch = this.#seconds.get(second)?.histograms.get(metric);
      if (sketch !== undefined) recent = mergeSketches(recent, sketch);
    }
    return recent;
  }

  #upTo(last: number, count: number): readonly number[] {
    const length = Math.max(0, Math.min(count, last + 1));
    return Array.from({ length }, (_, at) => last - at);
  }
}
