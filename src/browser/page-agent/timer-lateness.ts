import type { Clock } from "../../base/clock.js";
import type { TelemetrySink } from "../../telemetry/telemetry-sink.js";
import type { PageThread } from "./page-thread.js";

/** What lateness is recorded with. */
export interface TimerLatenessOptions {
  readonly clock: Clock;
  readonly telemetry: TelemetrySink;
  readonly thread: PageThread;
}

/** A page that had a long task may have more: its thread is looked at once a second for this long. */
const ATTENTIVE_MS = 10_000;
/** Beyond that the comparison is with too long a time to say anything of one timer. */
const LONGEST_SPAN_MS = 5000;

/**
 * How late the timers of a page are, apart from the page's own work: the long tasks that held a timer up are taken out of
 * its lateness, as far as the thread was on a CPU while it was in tasks.
 */
export class TimerLateness {
  readonly #options: TimerLatenessOptions;
  #attentiveUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: TimerLatenessOptions) {
    this.#options = options;
  }

  /** Records how late a timer was, of which it was held up by long tasks for `tasksMs`; never rejects. */
  async record({ lateMs, tasksMs }: { readonly lateMs: number; readonly tasksMs: number }, atMs: number): Promise<void> {
    const { clock, telemetry } = this.#options;
    const now = clock.now();
    if (tasksMs > 0) this.#attentiveUntilMs = now + ATTENTIVE_MS;
    // Most pages never have a long task, and cost nothing here.
    const waitedMs = now < this.#attentiveUntilMs ? await this.#waitedMs() : 0;
    telemetry.gauge("node_page_delay", Math.max(0, lateMs - tasksMs) + Math.min(tasksMs, waitedMs), atMs);
  }

  /** How long the thread was in tasks without being on a CPU, since it was looked at last. */
  async #waitedMs(): Promise<number> {
    const use = await this.#options.thread.use().catch(() => undefined);
    return use === undefined || use.spanMs > LONGEST_SPAN_MS ? 0 : Math.max(0, use.tasksMs - use.cpuMs);
  }
}
