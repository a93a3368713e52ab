import { boundedAmount, wholeAmount } from "./bounded-amount.js";
import type { FailureDelta, SecondDelta } from "./delta.js";
import { DimensionCap } from "./dimension-cap.js";
import { FailureGroups } from "./failure-groups.js";
import { type CounterName, type GaugeName, type HistogramName, METRICS } from "./metrics.js";
import { OwnMetrics } from "./own-metrics.js";
import { type HealthReadings, isBusy, judgeSecond } from "./second-health.js";
import type { SickCause } from "./sick-cause.js";
import { SickSeconds } from "./sick-seconds.js";
import { Sketch } from "./sketch.js";
import type { FailureSample, PageErrorSample, TelemetrySink } from "./telemetry-sink.js";

/** The recordings since the last drain. */
export interface RecordedDelta {
  readonly seconds: readonly SecondDelta[];
  readonly failures: readonly FailureDelta[];
  /** Metrics with more dimension values than are recorded. */
  readonly capped: readonly string[];
  /** Kinds of the custom metrics in `seconds`. */
  readonly customKinds: ReadonlyMap<string, "histogram" | "counter">;
}

interface Sample {
  readonly metric: string;
  readonly dimension: string;
  readonly value: number;
  readonly firstSecond: number;
  /** The user whose page it is about; `undefined` when it is about no single user. */
  readonly userId: number | undefined;
}

/** A sample before it is assigned to a second. */
interface NewSample extends Pick<Sample, "value" | "userId"> {
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
}

/** A second that is not sealed yet. */
interface OpenSecond {
  readonly samples: Sample[];
  readonly counters: Map<string, Map<string, number>>;
  readonly gauges: Map<string, number>;
  readonly pageLatenessMs: number[];
  activeUsers: number | undefined;
}

/** How long after its end a second stays open: its health also depends on the seconds after it, and on late readings. */
const SEAL_AFTER_SECONDS = 3;
/** A second's readings count as missing when they have not arrived this long after its end. */
const READINGS_DUE_MS = 1000;
/** For how many seconds readings are kept: as far back as a judgement looks. */
const KEPT_READINGS = 32;

/**
 * Collects a node's measurements, second by second since T0. A second is sealed three seconds after its end and is then handed
 * out exactly once, with the failures in it, so that counts agree; what arrives too late for its second goes into the oldest open
 * one. A second without health readings is sick. Samples that touch a sick second between their start and end are kept apart.
 * Before T0 only failures are recorded.
 */
export class Recorder implements TelemetrySink {
  readonly #cap = new DimensionCap();
  readonly #own = new OwnMetrics();
  readonly #failures = new FailureGroups();
  /** Apart, so that a page with many errors displaces no failure. */
  readonly #pageErrors = new FailureGroups();
  readonly #open = new Map<number, OpenSecond>();
  readonly #readings = new Map<number, HealthReadings>();
  /** Past seconds are kept, because samples can reach back to them. */
  readonly #sick = new SickSeconds();
  #t0Ms: number | undefined;
  #sealedUpTo = -1;
  #sealed: SecondDelta[] = [];
  /** Number of active users in the last sealed second. */
  #lastActiveUsers = 0;
  #customKinds = new Map<string, "histogram" | "counter">();

  /** Starts recording: seconds are counted from T0. */
  startAt(t0Ms: number): void {
    this.#t0Ms = t0Ms;
  }

  sample(metric: HistogramName, dimension: string | undefined, value: number, endedAtMs: number, startedAtMs?: number): void {
    this.#addSample(metric, dimension ?? "", timed(metric, { value, endedAtMs, startedAtMs, userId: undefined }));
  }

  count(metric: CounterName, dimension: string | undefined, amount = 1, atMs?: number): void {
    this.#addCount(metric, dimension ?? "", { amount: wholeAmount(amount), atMs });
  }

  gauge(metric: GaugeName, value: number, atMs?: number): void {
    const second = this.#secondAt(atMs);
    if (second === undefined || !Number.isFinite(value)) return;
    second.gauges.set(metric, Math.max(value, second.gauges.get(metric) ?? Number.NEGATIVE_INFINITY));
    // Every page reports its timers through this gauge; each one counts for the health of the second.
    if (metric === "node_page_delay") second.pageLatenessMs.push(value);
  }

  custom(name: string, kind: "histogram" | "counter", value: number, atMs?: number): void {
    this.#addOwn(name, kind, { value, atMs, userId: undefined });
  }

  failure(sample: FailureSample, atMs?: number): void {
    this.#failures.add(sample, this.#placeOf(atMs));
  }

  pageError(sample: PageErrorSample, atMs?: number): void {
    this.#pageErrors.add(sample, this.#placeOf(atMs));
  }

  /** Marks every second that the interval touches as sick for the whole node. */
  unmeasured(fromMs: number, toMs: number, cause: SickCause = "unmeasured"): void {
    for (const second of this.#secondsIn(fromMs, toMs)) this.#sick.mark(second, cause);
  }

  /** The sink of one user: seconds that it declares as unmeasured are sick for that user alone. */
  ofUser(userId: number): TelemetrySink {
    return {
      sample: (metric, dimension, value, endedAtMs, startedAtMs) =>
        this.#addSample(metric, dimension ?? "", timed(metric, { value, endedAtMs, startedAtMs, userId })),
      count: (...counted) => this.count(...counted),
      gauge: (...read) => this.gauge(...read),
      custom: (name, kind, value, atMs) => this.#addOwn(name, kind, { value, atMs, userId }),
      failure: (...failed) => this.failure(...failed),
      pageError: (...thrown) => this.pageError(...thrown),
      unmeasured: (fromMs, toMs) => {
        for (const second of this.#secondsIn(fromMs, toMs)) this.#sick.markFor(userId, second);
      },
    };
  }

  /** Adds the probes' readings of a second that has just ended. */
  health(second: number, readings: HealthReadings): void {
    if (second > this.#sealedUpTo) this.#readings.set(second, readings);
  }

  /** Sets the number of active users. */
  activeUsers(count: number, atMs: number): void {
    const second = this.#secondAt(atMs);
    if (second !== undefined) second.activeUsers = count;
  }

  /** Seals the seconds that are old enough at `nowMs`, and hands out those sealed since the last call. */
  drain(nowMs: number): RecordedDelta {
    if (this.#t0Ms !== undefined) this.#sealUpTo(this.#indexOf(nowMs) - SEAL_AFTER_SECONDS - 1, nowMs);
    return this.#take();
  }

  /** Seals all seconds, including the current one, and hands them out. */
  flush(nowMs: number): RecordedDelta {
    const now = this.#t0Ms === undefined ? -1 : this.#indexOf(nowMs);
    this.#sealUpTo(Math.max(now, ...this.#open.keys()), nowMs);
    return this.#take(Number.POSITIVE_INFINITY);
  }

  #take(failuresUpTo = this.#sealedUpTo): RecordedDelta {
    const seconds = this.#sealed;
    const customKinds = this.#customKinds;
    this.#sealed = [];
    this.#customKinds = new Map();
    const failures = [...this.#failures.take(failuresUpTo), ...this.#pageErrors.take(failuresUpTo)];
    return { seconds, failures, capped: this.#cap.overflowed, customKinds };
  }

  /** The second that an instant counts for, and the milliseconds since T0. What happened before T0 waits for no second. */
  #placeOf(atMs: number | undefined): { readonly second: number; readonly offsetMs: number } {
    if (atMs === undefined || this.#t0Ms === undefined || atMs < this.#t0Ms) return { second: -1, offsetMs: 0 };
    return { second: Math.max(this.#sealedUpTo + 1, this.#indexOf(atMs)), offsetMs: atMs - this.#t0Ms };
  }

  #addSample(metric: string, dimension: string, at: NewSample): void {
    const second = this.#secondAt(at.endedAtMs);
    if (second === undefined || !(at.value >= 0 && at.value < Number.POSITIVE_INFINITY)) return;
    const firstSecond = at.startedAtMs === undefined ? this.#sealedUpTo + 1 : this.#indexOf(at.startedAtMs);
    second.samples.push({
      metric,
      dimension: dimension === "" ? "" : this.#cap.admit(metric, dimension),
      value: at.value,
      firstSecond,
      userId: at.userId,
    });
  }

  #addOwn(
    name: string,
    kind: "histogram" | "counter",
    { value, atMs, userId }: { readonly value: number; readonly atMs: number | undefined; readonly userId: number | undefined },
  ): void {
    const metric = this.#own.admit(name, kind);
    this.#customKinds.set(metric, kind);
    if (kind === "counter") this.#addCount(metric, "", { amount: value, atMs });
    else this.#addSample(metric, "", { value, endedAtMs: atMs, startedAtMs: atMs, userId });
  }

  #addCount(
    metric: string,
    dimension: string,
    { amount, atMs }: { readonly amount: number; readonly atMs: number | undefined },
  ): void {
    const counters = this.#secondAt(atMs)?.counters;
    if (counters === undefined || !Number.isFinite(amount)) return;
    let byDimension = counters.get(metric);
    if (byDimension === undefined) {
      byDimension = new Map();
      counters.set(metric, byDimension);
    }
    const admitted = dimension === "" ? "" : this.#cap.admit(metric, dimension);
    byDimension.set(admitted, boundedAmount((byDimension.get(admitted) ?? 0) + amount));
  }

  #indexOf(ms: number): number {
    return Math.floor((ms - (this.#t0Ms ?? 0)) / 1000);
  }

  /** The seconds from T0 on that an interval touches. */
  *#secondsIn(fromMs: number, toMs: number): Iterable<number> {
    if (this.#t0Ms === undefined) return;
    for (let second = Math.max(0, this.#indexOf(fromMs)); second <= this.#indexOf(toMs); second += 1) yield second;
  }

  /** The open second of an instant; the newest one without an instant. `undefined` before T0. */
  #secondAt(ms: number | undefined): OpenSecond | undefined {
    if (this.#t0Ms === undefined || (ms !== undefined && ms < this.#t0Ms)) return undefined;
    const oldest = this.#sealedUpTo + 1;
    const index = ms === undefined ? Math.max(oldest, ...this.#open.keys()) : Math.max(oldest, this.#indexOf(ms));
    let second = this.#open.get(index);
    if (second === undefined) {
      second = { samples: [], counters: new Map(), gauges: new Map(), pageLatenessMs: [], activeUsers: undefined };
      this.#open.set(index, second);
    }
    return second;
  }

  #sealUpTo(last: number, nowMs: number): void {
    for (let index = this.#sealedUpTo + 1; index <= last; index += 1) this.#seal(index, nowMs);
  }

  #seal(index: number, nowMs: number): void {
    const open = this.#open.get(index);
    const readings = this.#readingsOf(index);
    const nodeSick = this.#judge(index, nowMs);
    if (nodeSick !== undefined) this.#sick.mark(index, nodeSick);
    this.#lastActiveUsers = open?.activeUsers ?? this.#lastActiveUsers;
    const sickUsers = nodeSick === undefined ? Math.min(this.#sick.usersIn(index), this.#lastActiveUsers) : this.#lastActiveUsers;
    const histograms = new Map<string, Map<string, Sketch>>();
    const sickHistograms = new Map<string, Map<string, Sketch>>();
    for (const sample of open?.samples ?? [])
      addTo(this.#sick.touches(sample.firstSecond, index, sample.userId) ? sickHistograms : histograms, sample);
    this.#sealed.push({
      second: index,
      histograms,
      sickHistograms,
      counters: open?.counters ?? new Map(),
      gauges: open?.gauges ?? new Map(),
      activeUsers: this.#lastActiveUsers,
      sick: nodeSick ?? (sickUsers > 0 ? "unmeasured" : undefined),
      sickUsers,
      busy: readings !== undefined && isBusy(readings),
    });
    if (readings !== undefined) this.#readings.set(index, readings);
    this.#readings.delete(index - KEPT_READINGS);
    this.#open.delete(index);
    this.#sealedUpTo = index;
  }

  /** Why the second was sick for the whole node. Throttling and lack of memory explain more than a marked stall, so they go first. */
  #judge(index: number, nowMs: number): SickCause | undefined {
    const judged = judgeSecond(index, (second) => this.#readingsOf(second));
    if (judged === "cpu-throttled" || judged === "out-of-memory") return judged;
    const missing = !this.#readings.has(index) && nowMs - (this.#t0Ms ?? 0) > (index + 1) * 1000 + READINGS_DUE_MS;
    return this.#sick.causeOf(index) ?? judged ?? (missing ? "unmeasured" : undefined);
  }

  /** The readings of the probes, together with the page timers. */
  #readingsOf(second: number): HealthReadings | undefined {
    const pages = this.#open.get(second)?.pageLatenessMs ?? [];
    const readings = this.#readings.get(second);
    if (pages.length === 0) return readings;
    return { browserLatenessMs: [], ...readings, pageLatenessMs: [...(readings?.pageLatenessMs ?? []), ...pages] };
  }
}

/** A sample in milliseconds spans its own duration; any other is an instant. */
function timed(metric: HistogramName, at: NewSample & { readonly endedAtMs: number }): NewSample {
  const startedAtMs = at.startedAtMs ?? (METRICS[metric].unit === "ms" ? at.endedAtMs - at.value : at.endedAtMs);
  return { ...at, startedAtMs };
}

function addTo(table: Map<string, Map<string, Sketch>>, { metric, dimension, value }: Sample): void {
  let byDimension = table.get(metric);
  if (byDimension === undefined) {
    byDimension = new Map();
    table.set(metric, byDimension);
  }
  let sketch = byDimension.get(dimension);
  if (sketch === undefined) {
    sketch = new Sketch();
    byDimension.set(dimension, sketch);
  }
  sketch.add(value);
}
