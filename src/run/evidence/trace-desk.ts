import type { Clock } from "../../base/clock.js";
import type { TraceAnswer, TracePart } from "../../protocol/evidence-messages.js";
import type { Trace } from "../../result/model.js";
import type { RunAggregate } from "../../result/run-aggregate.js";
import { traceNote } from "../journal/trace-note.js";
import { fileNameOf } from "./file-name.js";

/** Ports of {@link TraceDesk}. */
export interface TraceDeskPorts {
  readonly clock: Clock;
  /** Knows which nodes are sick now. */
  readonly aggregate: Pick<RunAggregate, "node">;
  /** Writes a file below the output folder. */
  readonly write: (path: string, content: Uint8Array) => Promise<void>;
  /** Adds a note to the journal. */
  readonly note: (note: unknown) => void;
  /** Tracks work that goes on during the run. */
  readonly keep: (work: Promise<void>) => void;
  readonly warn: (message: string) => void;
}

interface PartialTrace {
  readonly parts: Map<number, Buffer>;
  readonly lastMs: number;
}

/** One kind of iteration. */
interface Kind {
  /** The node that records, and until when. */
  lease: { readonly node: string; readonly untilMs: number } | undefined;
  leases: number;
  isDone: boolean;
}

/** Half of what evidence of all kinds may take. */
export const TRACE_BUDGET_BYTES = 32 * 1024 * 1024;
const MOST_BYTES = 8 * 1024 * 1024;
/** Less than this holds no trace. */
const LEAST_BYTES = 64 * 1024;
const LEASE_MS = 30_000;
/** A kind that has not occurred again in that many leases is given up: recording costs. */
const MOST_LEASES = 5;
/** A node that sends nothing for so long has died. */
const SILENT_MS = 60_000;

const NEVER: TraceAnswer = { answer: "never", leaseMs: 0, mostBytes: 0 };
const LATER: TraceAnswer = { answer: "later", leaseMs: 0, mostBytes: 0 };

/**
 * Decides which node records which kind of iteration, one node at a time for each kind, and keeps one trace of each: of every
 * failure by its signature, and of one iteration that did not fail. Sick nodes record nothing.
 */
export class TraceDesk {
  readonly #ports: TraceDeskPorts;
  readonly #kinds = new Map<string | undefined, Kind>();
  /** Traces that are not complete. */
  readonly #partial = new Map<string, PartialTrace>();
  readonly #kept: Trace[] = [];
  #keptBytes = 0;
  #count = 0;

  constructor(ports: TraceDeskPorts) {
    this.#ports = ports;
  }

  /** All traces that are kept. */
  get kept(): readonly Trace[] {
    return [...this.#kept];
  }

  /** Answers whether a node shall record iterations of this kind. */
  asked(node: string, { signature }: { readonly signature?: string | undefined }): TraceAnswer {
    const kind = this.#kindOf(signature);
    const now = this.#ports.clock.now();
    if (kind.isDone || TRACE_BUDGET_BYTES - this.#keptBytes < LEAST_BYTES) return NEVER;
    // Other nodes may be about to send these.
    const promised = [...this.#kinds.values()].filter(
      (other) => other !== kind && !other.isDone && now < (other.lease?.untilMs ?? 0),
    );
    const left = TRACE_BUDGET_BYTES - this.#keptBytes - promised.length * MOST_BYTES;
    if (left < LEAST_BYTES) return LATER;
    if (this.#isSick(node) || (kind.lease !== undefined && kind.lease.node !== node && now < kind.lease.untilMs)) return LATER;
    if (kind.leases >= MOST_LEASES) return NEVER;
    kind.leases += 1;
    kind.lease = { node, untilMs: now + LEASE_MS };
    return { answer: "record", leaseMs: LEASE_MS, mostBytes: Math.min(MOST_BYTES, left) };
  }

  /** Takes a part of a trace. A second copy changes nothing. */
  put(node: string, sent: TracePart): void {
    const kind = this.#kindOf(sent.signature);
    if (kind.isDone) return;
    const id = `${node} ${sent.id}`;
    const now = this.#ports.clock.now();
    for (const [other, { lastMs }] of this.#partial) if (now - lastMs > SILENT_MS) this.#partial.delete(other);
    const { parts } = this.#partial.get(id) ?? { parts: new Map<number, Buffer>() };
    this.#partial.set(id, { parts, lastMs: now });
    parts.set(sent.part, Buffer.from(sent.base64, "base64"));
    if (parts.size < sent.parts) return;
    this.#partial.delete(id);
    const content = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));
    if (this.#keptBytes + content.length > TRACE_BUDGET_BYTES) {
      kind.leases = MOST_LEASES;
      this.#ports.warn(`a trace of ${node} is left out: those of the run have no more room`);
      return;
    }
    kind.isDone = true;
    this.#keptBytes += content.length;
    this.#ports.keep(this.#store(node, sent, content));
  }

  #kindOf(signature: string | undefined): Kind {
    let kind = this.#kinds.get(signature);
    if (kind === undefined) {
      kind = { lease: undefined, leases: 0, isDone: false };
      this.#kinds.set(signature, kind);
    }
    return kind;
  }

  #isSick(node: string): boolean {
    return this.#ports.aggregate.node(node)?.latest?.sick !== undefined;
  }

  async #store(node: string, sent: TracePart, content: Uint8Array): Promise<void> {
    const { write, note } = this.#ports;
    const { signature, userId, iteration, offsetMs, format } = sent;
    this.#count += 1;
    const path = `artifacts/traces/${fileNameOf(this.#count, signature ?? "ordinary")}${EXTENSIONS[format]}`;
    await write(path, content);
    const trace = { ...(signature === undefined ? {} : { signature }), node, userId, iteration, offsetMs, format, path };
    this.#kept.push(trace);
    // Only now: the journal must not name what is not there.
    note(traceNote(trace));
  }
}

/** As the viewers want it: DevTools and Perfetto know compressed JSON by its name. */
const EXTENSIONS = { devtools: ".json.gz", playwright: ".zip" } as const;
