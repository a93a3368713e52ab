import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { PageThread, ThreadUse } from "./page-thread.js";

/** What lateness is recorded with. */
export interface TimerLatenessOptions {
  readonly clock: Clock;
  readonly telemetry: TelemetrySink;
  readonly thread: PageThread;
}

/** A timer that is later than this has a reason. */
const NOTABLE_MS = 50;
/** A page whose timer was late may have more such: its thread is looked at once a second for this long. */
const ATTENTIVE_MS = 30_000;
/** The thread's account has to be that of about the same time as the timer's. */
const LONGEST_OTHER_MS = 2000;

/**
 * How late the timers of a page are, apart from the page's own work. A timer waits for the tasks of its thread: as long as
 * these were on a CPU, the page is slow and not the machine. What the thread's tasks waited for a CPU, and lateness beyond
 * all of its tasks, are the machine's.
 *
 * Measured with a page that patches 5,000 rows: its timers are up to 420 ms late. Undisturbed, the tasks of a second take
 * 0 to 40 ms longer than their time on a CPU; where others want both cores as well, 300 to 800 ms. Long tasks as the page
 * itself could observe them leave out layout and painting, which are the greater part.
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
    // Most pages are never late, and are not asked.
    if (clock.now() >= this.#attentiveUntilMs) return telemetry.gauge("node_page_delay", lateMs, atMs);
    const use = await thread.use().catch(() => undefined);
    telemetry.gauge("node_page_delay", lateMs <= NOTABLE_MS ? lateMs : notOwn(lateMs, use), atMs);
  }
}

/** The first late timer of a page does not count: without an earlier look at the thread its cause is unknown. */
function notOwn(lateMs: number, use: ThreadUse | undefined): number {
  if (use === undefined || use.spanMs > lateMs + LONGEST_OTHER_MS) return 0;
  const waitedMs = Math.max(0, use.tasksMs - use.cpuMs);
  return Math.min(lateMs, Math.max(0, lateMs - use.tasksMs) + waitedMs);
}
