import { LiveLoadError } from "../../base/errors.js";
import { peekBatchHeader } from "../../protocol/batch-codec.js";

/** What a batch intake acts through. */
export interface BatchIntakePorts {
  /** Takes a batch and puts it where it is safe. Throws, having taken nothing of it, when the batch has to be refused. */
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
  #takenSeq = 0;
  #lastSeq = 0;
  #storing: Promise<void> = Promise.resolve();

  constructor(ports: BatchIntakePorts) {
    this.#ports = ports;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The last batch that was taken, and may not be safe yet; 0 for none. */
  get takenSeq(): number {
    return this.#takenSeq;
  }

  /** The last batch that was taken and is safe, with all before it; 0 for none. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The node has joined for the first time. */
  begin(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Takes a batch; whether it is new. Throws for one that is malformed, out of sequence, or refused: it counts as never received. */
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
    // Acknowledgements are cumulative: a batch is safe when those before it are, too.
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
