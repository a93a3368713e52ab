import type { Clock } from "../../../base/clock.js";
import { abortError } from "../../../base/deadline.js";
import { formatDuration } from "../../../base/duration.js";
import { statusOf, wordsOf } from "./api-errors.js";

/** The API server, and what to do when it does not answer. */
export interface ApiSilenceParts {
  readonly clock: Clock;
  /** URL of the API server. */
  readonly server: string;
  /** How long it may stay silent before we give up. */
  readonly limitMs: number;
  /** Calls that it cuts off do not count as silence. */
  readonly signal: AbortSignal;
  readonly onWarning: (message: string) => void;
  /** Makes the error to give up with. */
  readonly giveUp: (why: string, cause: unknown) => Error;
}

/**
 * Tolerates an API server that fails to answer for a while, because it restarts or the network is down, and warns once. Gives
 * up if it stays silent, or refuses every call, for too long.
 */
export class ApiSilence {
  readonly #parts: ApiSilenceParts;
  #sinceMs: number | undefined;

  constructor(parts: ApiSilenceParts) {
    this.#parts = parts;
  }

  /** True if the last call failed. */
  get isSilent(): boolean {
    return this.#sinceMs !== undefined;
  }

  /** The answer, or `undefined` if the call failed. Rejects if calls have failed for too long, or if the signal aborts. */
  async ask<T>(question: () => Promise<T>): Promise<{ readonly answer: T } | undefined> {
    const askedAtMs = this.#parts.clock.now();
    try {
      const answer = await question();
      this.#sinceMs = undefined;
      return { answer };
    } catch (error) {
      if (this.#parts.signal.aborted) throw abortError(this.#parts.signal);
      this.#failed(askedAtMs, error);
      return undefined;
    }
  }

  #failed(askedAtMs: number, error: unknown): void {
    const { clock, server, limitMs, onWarning, giveUp } = this.#parts;
    const limit = formatDuration(limitMs);
    const isAnswer = statusOf(error) !== undefined;
    const does = isAnswer ? "refuses" : "does not answer";
    if (this.#sinceMs === undefined) onWarning(`${server} ${does} (${wordsOf(error)}); trying again for ${limit}`);
    this.#sinceMs ??= askedAtMs;
    if (clock.now() - this.#sinceMs < limitMs) return;
    const did = isAnswer ? "has refused" : "has not answered";
    throw giveUp(`${server} ${did} for ${limit}: ${wordsOf(error)}`, error);
  }
}
