import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { PageThread, ThreadUse } from "./page-thread.js";

/** Dependencies of the measurement. */
export interface TimerLatenessOptions {
  readonly clock: Clock;
  readonly telemetry: TelemetrySink;
  readonly thread: PageThread;
}

/** Lateness from here on is worth an explanation. */
const NOTABLE_MS = 50;
/** After a late timer, the page's thread is sampled once a second for this long. */
const ATTENTIVE_MS = 30_000;
/** The samples of the thread must cover about the same time as the timer. */
const LONGEST_OTHER_MS = 2000;

/**
 * Measures how late the timers of a page are because of the machine, not because of the page's own work. A timer waits for the
 * tasks of its thread: time that these spent on a CPU is the page's fault. Time that they waited for a CPU, and lateness beyond
 * all tasks, is the machine's.
 *
 * Measured with a page that patches 5,000 rows: its timers are up to 420 ms late. On an idle machine, the tasks of a second take
 * 0 to 40 ms longer than their CPU time; with other load on both cores, 300 to 800 ms. The long tasks that the page itself could
 * observe do not include layout and painting, which are the larger part.
 */
export class TimerLateness {
  readonly #options: TimerLatenessOptions;
  #attentiveUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: TimerLatenessOptions) {
    this.#options = options;
  }

  /** Records that a timer was late; never rejects. */
  async record(lateMs: number, atMs: number): Promise<void> {
    const { clock, telemetry, thread } = this.#options;
    if (lateMs > NOTABLE_MS) this.#attentiveUntilMs = clock.now() + ATTENTIVE_MS;
    // Most pages are never late, so the browser is not asked about them.
    if (clock.now() >= this.#attentiveUntilMs) return telemetry.gauge("node_page_delay", lateMs, atMs);
    const use = await thread.use().catch(() => undefined);
    telemetry.gauge("node_page_delay", lateMs <= NOTABLE_MS ? lateMs : notOwn(lateMs, use), atMs);
  }
}

/** The first late timer of a page does not count: without an earlier sample of the thread its cause is unknown. */
function notOwn(lateMs: number, use: ThreadUse | undefined): number {
  if (use === undefined || use.spanMs > lateMs + LONGEST_OTHER_MS) return 0;
  const waitedMs = Math.max(0, use.tasksMs - use.cpuMs);
  return Math.min(lateMs, Math.max(0, lateMs - use.tasksMs) + waitedMs);
}
