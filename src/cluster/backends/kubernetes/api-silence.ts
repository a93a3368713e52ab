import type { Clock } from "../../../base/clock.js";
import { abortError } from "../../../base/deadline.js";
import { formatDuration } from "../../../base/duration.js";
import { wordsOf } from "./api-errors.js";

/** Who is asked, and who wants to know when it does not answer. */
export interface ApiSilenceParts {
  readonly clock: Clock;
  /** URL of the API server. */
  readonly server: string;
  /** How long it may be silent before it is given up. */
  readonly limitMs: number;
  /** Calls that it ends say nothing about the server. */
  readonly signal: AbortSignal;
  readonly onWarning: (message: string) => void;
  /** The error that giving up ends with. */
  readonly giveUp: (why: string, cause: unknown) => Error;
}

/**
 * An API server that is asked again and again. One that is being restarted, or a network that is gone for a while, is
 * waited for, which is told once; one that stays silent, or refuses each call, is given up.
 */
export class ApiSilence {
  readonly #parts: ApiSilenceParts;
  #sinceMs: number | undefined;

  constructor(parts: ApiSilenceParts) {
    this.#parts = parts;
  }

  /** Whether its last call failed. */
  get isSilent(): boolean {
    return this.#sinceMs !== undefined;
  }

  /** What the server answers, or `undefined` when it does not. Rejects when it has not for too long, or the signal aborts. */
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
    if (this.#sinceMs === undefined) onWarning(`${server} does not answer (${wordsOf(error)}); it is asked again for ${limit}`);
    this.#sinceMs ??= askedAtMs;
    if (clock.now() - this.#sinceMs < limitMs) return;
    throw giveUp(`${server} has not answered for ${limit}: ${wordsOf(error)}`, error);
  }
}
