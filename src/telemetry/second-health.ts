import type { SickCause } from "./sick-cause.js";

/** What was seen of a node in one second, as far as its health goes. Absent: not measured. */
export interface HealthReadings {
  /** Milliseconds for which the CPU quota held the node back. */
  readonly throttledMs?: number | undefined;
  /** Processes that were killed for memory. */
  readonly outOfMemoryKills?: number | undefined;
  /** 99th percentile of the agent's event loop delay, in milliseconds. */
  readonly eventLoopDelayMs?: number | undefined;
  /** How late messages to the browser and back were, in milliseconds. */
  readonly browserLatenessMs: readonly number[];
  /** How late timers in pages were, in milliseconds. */
  readonly pageLatenessMs: readonly number[];
  /** Use of CPU and memory, 1 for all of it. */
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
}

const THROTTLED_LIMIT_MS = 100;
const LATE_MS = 100;
const BUSY_SHARE = 0.9;
const PROBES = 10;
const LATE_PROBES = 3;

/**
 * Whether a second is sick: throttled for more than 100 ms, a process killed for memory, the event loop's p99 above
 * 100 ms in this second and in another of the three around it, or three of the last ten probes of the browser or timers
 * of pages more than 100 ms late, one of them in this second.
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

/** Whether the node was short of CPU or memory: a warning, not a sickness. */
export function isBusy({ cpu = 0, memory = 0 }: HealthReadings): boolean {
  return cpu > BUSY_SHARE || memory > BUSY_SHARE;
}

function isLoopLate(readings: HealthReadings | undefined): boolean {
  return (readings?.eventLoopDelayMs ?? 0) > LATE_MS;
}

/** Three of ten late, in some ten neighbours that this second belongs to with a late one of its own. */
function areLate(second: number, latenessOf: (second: number) => readonly number[] | undefined): boolean {
  const own = latenessOf(second) ?? [];
  if (!own.some((lateMs) => lateMs > LATE_MS)) return false;
  // A second may hold the timers of many pages: then it is judged by itself.
  const windowSeconds = Math.ceil(PROBES / own.length);
  for (let first = second - windowSeconds + 1; first <= second; first += 1) {
    const probes: number[] = [];
    for (let at = first; at < first + windowSeconds; at += 1) probes.push(...(latenessOf(at) ?? []));
    const late = probes.filter((lateMs) => lateMs > LATE_MS).length;
    if (late / Math.max(PROBES, probes.length) >= LATE_PROBES / PROBES) return true;
  }
  return false;
}
