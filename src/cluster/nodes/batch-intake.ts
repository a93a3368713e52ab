import { LiveLoadError } from "../../base/errors.js";
import { peekBatchHeader } from "../../protocol/batch-codec.js";

/** Callbacks of a {@link BatchIntake}. */
export interface BatchIntakePorts {
  /** Stores a batch durably. Throws, without side effects, if the batch must be refused. */
  readonly store: (bytes: Uint8Array) => Promise<void>;
  /** Acknowledges all batches of this epoch up to `seq`: they are stored. */
  readonly acknowledge: (epoch: number, seq: number) => void;
  /** A batch could not be stored, so no later one can be acknowledged. */
  readonly refuse: (why: unknown) => void;
}

/** Accepts a node's batches exactly once and in order, even if they are sent again after a reconnect. */
export class BatchIntake {
  readonly #ports: BatchIntakePorts;
  #epoch = 0;
  #takenSeq = 0;
  #lastSeq = 0;
  #storing: Promise<void> = Promise.resolve();

  constructor(ports: BatchIntakePorts) {
    this.#ports = ports;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The last accepted batch, which may not be stored yet; 0 for none. */
  get takenSeq(): number {
    return this.#takenSeq;
  }

  /** The last batch that is stored, along with all before it; 0 for none. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The node has joined for the first time. */
  begin(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Accepts a batch; returns true if it is new. Throws if it is malformed, out of sequence, or refused: it counts as never received. */
  take(bytes: Uint8Array): boolean {
    const { epoch, seq } = peekBatchHeader(bytes);
    if (epoch !== this.#epoch || seq < 1 || seq > this.#takenSeq + 1) {
      throw new LiveLoadError("CHANNEL_PROTOCOL", `batch ${epoch}/${seq} where ${this.#epoch}/${this.#takenSeq + 1} comes next`);
    }
    if (seq <= this.#takenSeq) {
      if (this.#lastSeq > 0) this.#ports.acknowledge(epoch, this.#lastSeq);
      return false;
    }
    const stored = this.#ports.store(bytes);
    this.#takenSeq = seq;
    stored.catch(() => {});
    // Acknowledgements are cumulative, so a batch is acknowledged only once all earlier ones are stored.
    this.#storing = this.#storing
      .then(() => stored)
      .then(() => {
        this.#lastSeq = seq;
        this.#ports.acknowledge(epoch, seq);
      });
    this.#storing.catch(this.#ports.refuse);
    return true;
  }
}
