import { peekBatchHeader } from "../../protocol/batch-codec.js";

/** Batches that the controller has not acknowledged, in order. */
export class Outbox {
  readonly #waiting: { readonly seq: number; readonly bytes: Uint8Array }[] = [];

  /** Keeps a batch until it is acknowledged. */
  add(bytes: Uint8Array): void {
    this.#waiting.push({ seq: peekBatchHeader(bytes).seq, bytes });
  }

  /** Drops all batches up to this number. */
  acknowledge(seq: number): void {
    while (this.#waiting[0] !== undefined && this.#waiting[0].seq <= seq) this.#waiting.shift();
  }

  /** The batches to send again on a new connection. */
  get batches(): readonly Uint8Array[] {
    return this.#waiting.map(({ bytes }) => bytes);
  }
}
