import { systemClock, type Timer } from "../../../../base/clock.js";
import { attempt } from "../attempt.js";

/** Patches wait until the transitions of JS commands are over, as in a browser. */
export class Transitions {
  readonly #failed: (error: Error) => void;
  readonly #running = new Set<Timer>();
  readonly #frames = new Set<NodeJS.Immediate>();
  #waiting: (() => void)[] = [];
  #isStopped = false;

  constructor(failed: (error: Error) => void) {
    this.#failed = failed;
  }

  /** At once when nothing is running. */
  after(run: () => void): void {
    if (this.#isStopped) return;
    if (this.#running.size === 0) run();
    else this.#waiting.push(run);
  }

  run(ms: number, { start, end }: { readonly start: () => void; readonly end: () => void }): void {
    start();
    const timer = systemClock.setTimer(() => {
      this.#running.delete(timer);
      attempt(end, this.#failed);
      this.#flush();
    }, ms);
    this.#running.add(timer);
  }

  /** In the browser's next frame; here as soon as the current task is over. */
  nextFrame(run: () => void): void {
    if (this.#isStopped) return;
    const frame = setImmediate(() => {
      this.#frames.delete(frame);
      attempt(run, this.#failed);
    });
    this.#frames.add(frame);
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#running) timer.cancel();
    for (const frame of this.#frames) clearImmediate(frame);
    this.#running.clear();
    this.#frames.clear();
    this.#waiting = [];
  }

  #flush(): void {
    while (this.#running.size === 0) {
      const run = this.#waiting.shift();
      if (!run) return;
      attempt(run, this.#failed);
    }
  }
}
