import type { Clock } from "../../../base/clock.js";
import { messageOf } from "../../../base/errors.js";
import { maskedText } from "../../../base/secrets/mask-secrets.js";
import { MAX_TEXT_LENGTH, type SentEvidence } from "../../../protocol/evidence-messages.js";
import type { Assignment } from "../../../protocol/messages.js";
import type { EndedIteration, IterationResult } from "../../../scenario/iteration/iteration-ports.js";
import type { PagePort } from "../../../scenario/page-port.js";
import { evidenceFiles } from "./evidence-files.js";
import type { StepTrail } from "./step-trail.js";

/** What {@link EvidenceTaker} acts through. */
export interface EvidencePorts {
  readonly clock: Clock;
  readonly mode: Assignment["evidence"];
  /** The signature of a failed iteration. */
  readonly signatureOf: (result: IterationResult, userId: number) => string;
  /** Asks the controller, which knows the failures of all nodes, whether it wants evidence. */
  readonly ask: (
    question: { readonly signature: string; readonly offsetMs: number },
    wait: { readonly timeoutMs: number },
  ) => Promise<{ readonly grantedBytes: number; readonly askAgainMs: number }>;
  /** Sends evidence; resolves when it has arrived. */
  readonly put: (evidence: SentEvidence) => Promise<unknown>;
  readonly onWarning: (message: string) => void;
}

/** The iteration that evidence is taken of. */
export interface TakenIteration extends EndedIteration {
  readonly userId: number;
  readonly trail: StepTrail;
}

/** A user waits no longer than this for the answer. */
const ASK_MS = 1000;
/** The size of what is taken unasked: the first failure of a kind while the controller cannot be reached, and the last page. */
const UNASKED_BYTES = 512 * 1024;
const UNASKED_AGAIN_MS = 10_000;
/** As many kinds of failures as a node tells apart. */
const MAX_KINDS = 500;

/**
 * Takes evidence of iterations that failed. The node asks the controller before it takes any, at most once at a time for each
 * signature and not before the time that the last answer named, so that a failure on every node costs few messages. What it
 * has taken is sent until it has arrived.
 */
export class EvidenceTaker {
  readonly #ports: EvidencePorts;
  /** When to ask again, by signature; infinite while it is asked. */
  readonly #askAtMs = new Map<string, number>();
  #t0Ms: number | undefined;
  #count = 0;

  constructor(ports: EvidencePorts) {
    this.#ports = ports;
  }

  /** Offsets are counted from this instant. */
  startAt(t0Ms: number): void {
    this.#t0Ms = t0Ms;
  }

  /** Takes evidence of an iteration that is over, if it is wanted. Never rejects. */
  async take(iteration: TakenIteration): Promise<void> {
    try {
      await this.#takeIfWanted(iteration);
    } catch (error) {
      this.#ports.onWarning(`no evidence could be taken of a failure: ${messageOf(error)}`);
    }
  }

  async #takeIfWanted(iteration: TakenIteration): Promise<void> {
    const { mode, signatureOf } = this.#ports;
    const { result, userId } = iteration;
    const isFailed = result.outcome === "failed";
    if (mode === "off" || (!isFailed && mode !== "always")) return;
    const signature = isFailed ? signatureOf(result, userId) : undefined;
    const offsetMs = Math.max(0, result.endedAtMs - (this.#t0Ms ?? result.endedAtMs));
    const grantedBytes = await (signature === undefined ? UNASKED_BYTES : this.#grant(signature, offsetMs));
    if (grantedBytes > 0) await this.#takeAndSend(iteration, { signature, offsetMs, grantedBytes });
  }

  async #grant(signature: string, offsetMs: number): Promise<number> {
    const { clock, ask } = this.#ports;
    const askAtMs = this.#askAtMs.get(signature);
    if (clock.now() < (askAtMs ?? 0) || (askAtMs === undefined && this.#askAtMs.size >= MAX_KINDS)) return 0;
    this.#askAtMs.set(signature, Number.POSITIVE_INFINITY);
    const answer = await ask({ signature, offsetMs }, { timeoutMs: ASK_MS }).catch(() => ({
      grantedBytes: askAtMs === undefined ? UNASKED_BYTES : 0,
      askAgainMs: UNASKED_AGAIN_MS,
    }));
    this.#askAtMs.set(signature, clock.now() + answer.askAgainMs);
    return answer.grantedBytes;
  }

  async #takeAndSend(
    { page, userId, iteration, result, trail }: TakenIteration,
    at: { readonly signature: string | undefined; readonly offsetMs: number; readonly grantedBytes: number },
  ): Promise<void> {
    const { put, onWarning } = this.#ports;
    const { signature, offsetMs, grantedBytes } = at;
    const url = urlOf(page);
    const steps = trail.record(result.failure);
    const { startedAtMs } = trail;
    const files = await evidenceFiles({ page: page.evidence, startedAtMs, steps, mostBytes: grantedBytes });
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    this.#count += 1;
    void put({
      id: `user${userId}-${this.#count}`,
      ...(signature === undefined ? {} : { signature }),
      userId,
      iteration,
      offsetMs,
      ...(url === undefined ? {} : { url }),
      record: base64(files.record),
      ...(files.screenshot === undefined ? {} : { screenshot: base64(files.screenshot) }),
      ...(files.html === undefined ? {} : { html: base64(files.html) }),
    }).catch((error: unknown) => onWarning(`evidence of a failure is lost: ${messageOf(error)}`));
  }
}

function urlOf(page: PagePort): string | undefined {
  try {
    return maskedText(page.url(), MAX_TEXT_LENGTH);
  } catch {
    return undefined;
  }
}
