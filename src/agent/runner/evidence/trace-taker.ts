import type { Clock } from "../../../base/clock.js";
import { messageOf } from "../../../base/errors.js";
import type { TraceAnswer, TracePart } from "../../../protocol/evidence-messages.js";
import type { EndedIteration, IterationResult } from "../../../scenario/iteration/iteration-ports.js";
import type { PagePort } from "../../../scenario/page-port.js";
import type { PageTrace } from "../../../scenario/ports/evidence.js";

/** Ports of {@link TraceTaker}. */
export interface TracePorts {
  readonly clock: Clock;
  /** The signature of a failed iteration. */
  readonly signatureOf: (result: IterationResult, userId: number) => string;
  /** Asks the controller, which knows the traces of all nodes. */
  readonly ask: (question: { readonly signature?: string }) => Promise<TraceAnswer>;
  /** Sends a trace; resolves when it has arrived. */
  readonly put: (trace: Omit<TracePart, "part" | "parts" | "base64">, file: Uint8Array) => Promise<unknown>;
  readonly onWarning: (message: string) => void;
}

/** The controller's last answer about one kind of iteration. */
interface Wanted {
  /** The node records until this instant. */
  untilMs: number;
  /** Not asked again before; infinite once the answer is final, or while it is asked. */
  askAtMs: number;
  mostBytes: number;
  /** Users whose iterations failed like this. */
  readonly users: Set<number>;
}

/** The kind of an iteration that did not fail. */
const ORDINARY = undefined;
const ASK_AGAIN_MS = 5000;
/** A failure may depend on its user's data, so the users that had it are recorded first; after this long, any user. */
const OWN_USERS_MS = 5000;
const FINISH_MS = 15_000;
/** A page may be gone just then; what fails more often fails always. */
const MAX_FAILED_STARTS = 3;
/** As many kinds of failures as a node tells apart, and as many users of one. */
const MAX_KINDS = 500;
const MAX_USERS = 100;

/**
 * Records iterations, one at a time, until there is a trace of each kind of failure that this node has seen and that the
 * controller wants of it, and of one iteration that did not fail. Nobody knows before how an iteration ends, so a recording that
 * shows something else is thrown away.
 */
export class TraceTaker {
  readonly #ports: TracePorts;
  readonly #wanted = new Map<string | undefined, Wanted>([[ORDINARY, unknownKind()]]);
  #isRecording = false;
  #endedAtMs: number;
  #t0Ms: number | undefined;
  #count = 0;
  #failedStarts = 0;

  constructor(ports: TracePorts) {
    this.#ports = ports;
    this.#endedAtMs = ports.clock.now();
  }

  /** Offsets are counted from this instant. */
  startAt(t0Ms: number): void {
    this.#t0Ms = t0Ms;
  }

  /** Begins to record an iteration that is about to begin, if something is wanted that it may show. Never rejects. */
  async begin(userId: number, page: PagePort): Promise<PageTrace | undefined> {
    if (this.#isRecording || this.#failedStarts >= MAX_FAILED_STARTS) return undefined;
    await this.#ask(ORDINARY);
    // Another user's iteration may have begun meanwhile.
    if (this.#isRecording || !this.#mayShow(userId)) return undefined;
    this.#isRecording = true;
    try {
      const { evidence } = page;
      if (evidence.trace === undefined) throw new Error("this browser connection cannot record");
      return await evidence.trace();
    } catch (error) {
      this.#over();
      this.#failedStarts += 1;
      if (this.#failedStarts === MAX_FAILED_STARTS)
        this.#ports.onWarning(`no more traces are recorded on this node: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** Takes an iteration that is over, recorded or not. Never rejects. */
  async end(recording: PageTrace | undefined, { result, iteration }: EndedIteration, userId: number): Promise<void> {
    const { signatureOf } = this.#ports;
    const isFailed = result.outcome === "failed";
    const signature = isFailed ? signatureOf(result, userId) : ORDINARY;
    if (isFailed) await this.#failed(signature ?? "", userId);
    if (recording === undefined) return;
    const wanted = this.#wanted.get(signature);
    if (result.outcome === "interrupted" || wanted === undefined || wanted.mostBytes === 0) return this.discard(recording);
    const offsetMs = Math.max(0, result.endedAtMs - (this.#t0Ms ?? result.endedAtMs));
    try {
      const file = await recording.finish({ timeoutMs: FINISH_MS, mostBytes: wanted.mostBytes });
      this.#send({ signature, userId, iteration, offsetMs, format: recording.format }, file);
      Object.assign(wanted, { untilMs: 0, mostBytes: 0, askAtMs: Number.POSITIVE_INFINITY });
    } catch (error) {
      this.#ports.onWarning(`a trace is left out: ${messageOf(error)}`);
      // The next one may be smaller.
      wanted.untilMs = 0;
    } finally {
      this.#over();
    }
  }

  /** Ends a recording that nobody wants. */
  async discard(recording: PageTrace): Promise<void> {
    await recording.discard();
    this.#over();
  }

  #over(): void {
    this.#isRecording = false;
    this.#endedAtMs = this.#ports.clock.now();
  }

  #mayShow(userId: number): boolean {
    const now = this.#ports.clock.now();
    const isAnyone = now - this.#endedAtMs >= OWN_USERS_MS;
    return [...this.#wanted].some(
      ([signature, { untilMs, users }]) => now < untilMs && (signature === ORDINARY || isAnyone || users.has(userId)),
    );
  }

  /** An iteration failed: asks whether a trace of such a failure is wanted. */
  async #failed(signature: string, userId: number): Promise<void> {
    let wanted = this.#wanted.get(signature);
    if (wanted === undefined) {
      if (this.#wanted.size > MAX_KINDS) return;
      wanted = unknownKind();
      this.#wanted.set(signature, wanted);
    }
    if (wanted.users.size < MAX_USERS) wanted.users.add(userId);
    // The recording that is under way may show it, however long it takes.
    if (!this.#isRecording || wanted.mostBytes === 0) await this.#ask(signature);
  }

  async #ask(signature: string | undefined): Promise<void> {
    const { clock, ask } = this.#ports;
    const wanted = this.#wanted.get(signature);
    if (wanted === undefined || clock.now() < Math.max(wanted.askAtMs, wanted.untilMs)) return;
    wanted.askAtMs = Number.POSITIVE_INFINITY;
    const later = { answer: "later", leaseMs: 0, mostBytes: 0 } as const;
    const { answer, leaseMs, mostBytes } = await ask(signature === undefined ? {} : { signature }).catch(() => later);
    const now = clock.now();
    wanted.askAtMs = answer === "never" ? Number.POSITIVE_INFINITY : now + ASK_AGAIN_MS;
    wanted.untilMs = answer === "record" ? now + leaseMs : 0;
    // The recording that is under way was wanted when it began.
    if (answer === "record" || !this.#isRecording) wanted.mostBytes = mostBytes;
  }

  #send(
    {
      signature,
      ...of
    }: Pick<TracePart, "userId" | "iteration" | "offsetMs" | "format"> & { readonly signature: string | undefined },
    file: Uint8Array,
  ): void {
    const { put, onWarning } = this.#ports;
    this.#count += 1;
    void put(
      { id: `user${of.userId}-trace${this.#count}`, ...of, ...(signature === undefined ? {} : { signature }) },
      file,
    ).catch((error: unknown) => onWarning(`a trace is lost: ${messageOf(error)}`));
  }
}

function unknownKind(): Wanted {
  return { untilMs: 0, askAtMs: 0, mostBytes: 0, users: new Set() };
}
