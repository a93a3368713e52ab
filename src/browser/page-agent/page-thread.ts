import type { Clock } from "../../base/clock.js";
import type { CdpSession } from "../cdp-session.js";

/** Use of a page's main thread since the previous sample. */
export interface ThreadUse {
  readonly spanMs: number;
  /** Time on a CPU. */
  readonly cpuMs: number;
  /** Time in tasks, whether on a CPU or waiting for one. */
  readonly tasksMs: number;
}

interface Reading {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly tasksMs: number;
}

/**
 * The main thread of a page's renderer, by the browser's accounting. A thread that runs a script answers; one that is busy with
 * a layout, or whose process is frozen, does not.
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

  /** Takes a sample. Resolves to `undefined` without a previous sample to compare with: at first, and in a new process. */
  async use(): Promise<ThreadUse | undefined> {
    if (!this.#isEnabled) {
      this.#isEnabled = true;
      // Starts the counters. A busy thread executes this after it has answered.
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
