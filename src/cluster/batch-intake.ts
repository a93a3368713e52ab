import { LiveLoadError } from "../base/errors.js";
import { peekBatchHeader } from "../protocol/batch-codec.js";

/** What a batch intake acts through. */
export interface BatchIntakePorts {
  /** Puts a batch where it is safe. */
  readonly store: (bytes: Uint8Array) => Promise<void>;
  /** Every batch of this epoch up to the number is safe. */
  readonly acknowledge: (epoch: number, seq: number) => void;
  /** A batch could not be stored: nothing that follows can be safe. */
  readonly refuse: (why: unknown) => void;
}

/** Takes a node's batches exactly once and in order, however often its connection breaks and they are sent again. */
export class BatchIntake {
  readonly #ports: BatchIntakePorts;
  #epoch = 0;
  #lastSeq = 0;
  #lastSafeSeq = 0;
  #storing: Promise<void> = Promise.resolve();

  constructor(ports: BatchIntakePorts) {
    this.#ports = ports;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The last batch that has come; 0 for none. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The last batch that is safe, with all before it; 0 for none. */
  get lastSafeSeq(): number {
    return this.#lastSafeSeq;
  }

  /** The node has joined for the first time. */
  begin(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Takes a batch; whether it is new. Throws `CHANNEL_PROTOCOL` for one that is malformed or out of sequence. */
  take(bytes: Uint8Array): boolean {
    const { epoch, seq } = peekBatchHeader(bytes);
    if (epoch !== this.#epoch || seq < 1 || seq > this.#lastSeq + 1) {
      throw new LiveLoadError("CHANNEL_PROTOCOL", `batch ${epoch}/${seq} where ${this.#epoch}/${this.#lastSeq + 1} comes next`);
    }
    if (seq <= this.#lastSeq) {
      if (this.#lastSafeSeq > 0) this.#ports.acknowledge(epoch, this.#lastSafeSeq);
      return false;
    }
    this.#lastSeq = seq;
    const stored = this.#ports.store(bytes);
    // Acknowledgements are cumulative: a batch is safe when those before it are, too.
    stored.catch(() => {});
    // Acknowledgements are cumulative: a batch is safe when those before it are, too.
    this.#storing = this.#storing
      .then(() => stored)
      .then(() => {
        this.#lastSafeSeq = seq;
        this.#ports.acknowledge(epoch, seq);
      });
    this.#storing.catch(this.#ports.refuse);
    return true;
  }
}
