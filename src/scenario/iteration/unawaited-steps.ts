import type { QueuedStep, StepQueue } from "../steps/step-queue.js";
import { TestEnded } from "./end-signal.js";

/** The steps that run beside those of an iteration's queue, and that a test may not wait for. */
export class UnawaitedSteps {
  #ends = new AbortController();

  /** Ends their operations. */
  get signal(): AbortSignal {
    return this.#ends.signal;
  }

  /** The iteration has ended. */
  end(reason: unknown): void {
    this.#ends.abort(reason);
  }

  /**
   * A test has ended: rejects the steps that it did not wait for. Resolves when rejections that nobody handles have been reported,
   * which fail the iteration.
   */
  async giveUp(queue: StepQueue): Promise<void> {
    if (!queue.giveUpBeside(reasonOf)) return;
    this.#ends.abort(new TestEnded("the test has ended"));
    this.#ends = new AbortController();
    await new Promise((done) => setImmediate(done));
  }
}

function reasonOf({ identity, operation, callStack }: QueuedStep): TestEnded {
  const error = new TestEnded(`${identity?.shown ?? operation} was still under way when its test ended: await it`);
  error.stack = `${error.message}\n${callStack}`;
  return error;
}
