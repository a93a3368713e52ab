import type { SickCause } from "./sick-cause.js";

/** The health readings of a node in one second. Absent readings were not measured. */
export interface HealthReadings {
  /** Milliseconds for which the CPU quota throttled the node. */
  readonly throttledMs?: number | undefined;
  /** Number of processes that the out-of-memory killer ended. */
  readonly outOfMemoryKills?: number | undefined;
  /** 99th percentile of the runner's event loop delay, in milliseconds. */
  readonly eventLoopDelayMs?: number | undefined;
  /** Delays of round trips to the browser, in milliseconds. */
  readonly browserLatenessMs: readonly number[];
  /** Delays of timers in pages, in milliseconds. */
  readonly pageLatenessMs: readonly number[];
  /** CPU and memory in use, from 0 to 1. */
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
}

const THROTTLED_LIMIT_MS = 100;
const LATE_MS = 100;
const BUSY_SHARE = 0.9;
const PROBES = 10;
const LATE_PROBES = 3;

/**
 * Judges whether a second is sick, and why. It is when the node was throttled for more than 100 ms; when a process was killed
 * for lack of memory; when the event loop's p99 was above 100 ms in this second and in one of the two seconds before or after
 * it; or when three of ten consecutive browser probes, or page timers, were more than 100 ms late, one of them in this second.
 */
export function judgeSecond(second: number, readingsOf: (second: number) => HealthReadings | undefined): SickCause | undefined {
  const readings = readingsOf(second);
  if (readings === undefined) return undefined;
  if ((readings.outOfMemoryKills ?? 0) > 0) return "out-of-memory";
  if ((readings.throttledMs ?? 0) > THROTTLED_LIMIT_MS) return "cpu-throttled";
  if (isLoopLate(readings) && [-2, -1, 1, 2].some((away) => isLoopLate(readingsOf(second + away)))) return "event-loop-delay";
  if (areLate(second, (at) => readingsOf(at)?.browserLatenessMs)) return "browser-late";
  if (areLate(second, (at) => readingsOf(at)?.pageLatenessMs)) return "page-timers-late";
  return undefined;
}

/** Whether the node was short of CPU or memory, which is a warning and does not make the second sick. */
export function isBusy({ cpu = 0, memory = 0 }: HealthReadings): boolean {
  return cpu > BUSY_SHARE || memory > BUSY_SHARE;
}

function isLoopLate(readings: HealthReadings | undefined): boolean {
  return (readings?.eventLoopDelayMs ?? 0) > LATE_MS;
}

/** Whether three of ten consecutive probes were late, among them one of this second. */
function areLate(second: number, latenessOf: (second: number) => readonly number[] | undefined): boolean {
  const own = latenessOf(second) ?? [];
  if (!own.some((lateMs) => lateMs > LATE_MS)) return false;
  // The timers of many pages can make up a second on their own; the window is then this second alone.
  const windowSeconds = Math.ceil(PROBES / own.length);
  for (let first = second - windowSeconds + 1; first <= second; first += 1) {
    const probes: number[] = [];
    for (let at = first; at < first + windowSeconds; at += 1) probes.push(...(latenessOf(at) ?? []));
    const late = probes.filter((lateMs) => lateMs > LATE_MS).length;
    if (late / Math.max(PROBES, probes.length) >= LATE_PROBES / PROBES) return true;
  }
  return false;
}
