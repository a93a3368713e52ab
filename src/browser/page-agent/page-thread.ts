import type { Clock } from "../../base/clock.js";
import type { CdpSession } from "../cdp-session.js";

/** What a page's main thread did since it was last looked at. */
export interface ThreadUse {
  readonly spanMs: number;
  /** For how long it was on a CPU. */
  readonly cpuMs: number;
  /** For how long it was in a task, on a CPU or waiting for one. */
  readonly tasksMs: number;
}

interface Reading {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly tasksMs: number;
}

/**
 * The main thread of a page's renderer, as the browser accounts for it. A thread that is busy with a script answers;
 * one that is busy with a layout, or whose process stands still, does not.
 */
export class PageThread {
  readonly #session: CdpSession;
  readonly #clock: Clock;
  #last: Reading | undefined;
  #isEnabled = false;

  constructor(session: CdpSession, clock: Clock) {
    this.#session = session;
    this.#clock = clock;
  }

  /** Asks. Resolves to `undefined` when there is nothing to compare with: the first time, and in another process. */
  async use(): Promise<ThreadUse | undefined> {
    if (!this.#isEnabled) {
      this.#isEnabled = true;
      // Counting begins here. A busy thread does this later than it answers.
      this.#session.send("Performance.enable").catch(() => {});
    }
    const { metrics } = await this.#session.send("Performance.getMetrics");
    const seconds = (name: string) => metrics.find((metric) => metric.name === name)?.value;
    const [cpu, tasks] = [seconds("ThreadTime"), seconds("TaskDuration")];
    const before = this.#last;
    this.#last = undefined;
    if (cpu === undefined || tasks === undefined) return undefined;
    const now = { atMs: this.#clock.now(), cpuMs: cpu * 1000, tasksMs: tasks * 1000 };
    this.#last = now;
    if (before === undefined || now.cpuMs < before.cpuMs || now.tasksMs < before.tasksMs) return undefined;
    return { spanMs: now.atMs - before.atMs, cpuMs: now.cpuMs - before.cpuMs, tasksMs: now.tasksMs - before.tasksMs };
  }
}
