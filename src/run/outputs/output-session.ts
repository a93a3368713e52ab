import type { Clock, Timer } from "../../base/clock.js";
import { delay, withDeadline } from "../../base/deadline.js";
import { formatDuration } from "../../base/duration.js";
import { messageOf } from "../../base/errors.js";
import { formatCount } from "../../base/numbers.js";
import { oneLine } from "../../result/wording/wording.js";
import { type MeasuredTotals, type Output, PUSH_TIMEOUT_MS } from "./output.js";

const [LAST_ATTEMPTS, LAST_RETRY_MS] = [3, 300];

/** The world around a session. */
export interface OutputSessionPorts {
  readonly output: Output;
  readonly clock: Clock;
  readonly intervalMs: number;
  /** `undefined` while there is nothing to send. */
  readonly totals: () => MeasuredTotals | undefined;
  readonly onWarning: (message: string) => void;
}

/**
 * Sends totals to one output at an interval, one push at a time, and once more at the end. Failures are reported once and at
 * the end, and lose nothing: totals are cumulative, so the next push makes up for them.
 */
export class OutputSession {
  readonly #ports: OutputSessionPorts;
  readonly #over = new AbortController();
  #timer: Timer | undefined;
  #pushing: Promise<void> | undefined;
  #pushes = 0;
  #failures = 0;
  /** Why the last push failed, if it did. */
  #lastReason: string | undefined;
  /** When the last successful push was made, in milliseconds since the start of the load. */
  #arrivedMs: number | undefined;

  constructor(ports: OutputSessionPorts) {
    this.#ports = ports;
    this.#schedule();
  }

  /**
   * Sends the last totals, if there are any; resolves within a few seconds, whatever the receiver does.
   * @param limits the longest time to wait, and a signal to stop waiting
   */
  async finish(
    last: MeasuredTotals | undefined,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<void> {
    const { output, clock, onWarning } = this.#ports;
    this.#timer?.cancel();
    if (last !== undefined) {
      const sending = this.#sendLast(last);
      const wait = { clock, timeoutMs, what: "the output", signal };
      // An earlier failure explains more than the timeout.
      const problem = await withDeadline(sending, wait).catch((error: unknown) => this.#lastReason ?? messageOf(error));
      const account = this.#account(problem);
      if (account !== undefined) onWarning(`${output.name}: ${account}`);
    }
    this.#over.abort();
    await withDeadline(output.close(), { clock, timeoutMs: 500, what: "the output to close" }).catch(() => {});
  }

  #schedule(): void {
    const { clock, intervalMs } = this.#ports;
    this.#timer = clock.setTimer(() => this.#tick(), intervalMs, { background: true });
  }

  #tick(): void {
    this.#schedule();
    const totals = this.#pushing === undefined ? this.#ports.totals() : undefined;
    if (totals === undefined) return;
    const pushing = this.#push(totals).catch((error: unknown) => {
      if (this.#failures > 1) return;
      const { output, onWarning } = this.#ports;
      onWarning(`${output.name} cannot be reached: ${reasonOf(error)}; the run goes on, and later pushes make up for it`);
    });
    this.#pushing = pushing;
    void pushing.then(() => {
      this.#pushing = undefined;
    });
  }

  async #push(totals: MeasuredTotals): Promise<void> {
    const { output, clock } = this.#ports;
    const unwanted = new AbortController();
    this.#pushes += 1;
    try {
      const wait = { clock, timeoutMs: PUSH_TIMEOUT_MS, what: "the answer", signal: this.#over.signal };
      await withDeadline(output.push(totals, unwanted.signal), wait);
      this.#arrivedMs = totals.atMs - totals.startedAtMs;
      this.#lastReason = undefined;
    } catch (error) {
      this.#failures += 1;
      this.#lastReason = reasonOf(error);
      throw error;
    } finally {
      unwanted.abort();
    }
  }

  /** Resolves to the reason when the last totals did not arrive. */
  async #sendLast(totals: MeasuredTotals): Promise<string | undefined> {
    await this.#pushing;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#push(totals);
        return undefined;
      } catch (error) {
        if (attempt === LAST_ATTEMPTS) return reasonOf(error);
        await delay(LAST_RETRY_MS, { clock: this.#ports.clock, signal: this.#over.signal });
      }
    }
  }

  /** A summary of failed pushes, if there were any. */
  #account(problem: string | undefined): string | undefined {
    if (problem === undefined) {
      if (this.#failures === 0) return undefined;
      return `${this.#failures} of ${formatCount(this.#pushes, "push", "pushes")} did not arrive; the last one did, and it has everything`;
    }
    const until =
      this.#arrivedMs === undefined
        ? "nothing has arrived there"
        : `what has arrived there ends ${formatDuration(this.#arrivedMs)} after the start`;
    return `the last values could not be sent (${problem}): ${until}`;
  }
}

/** Node.js wraps network errors in errors with empty or generic messages. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const inner = error instanceof AggregateError ? error.errors[0] : undefined;
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (cause !== undefined) return reasonOf(cause);
  if (inner !== undefined) return reasonOf(inner);
  return oneLine(messageOf(error) || code || "unknown reason");
}
