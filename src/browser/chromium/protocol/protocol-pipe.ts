import type { Readable, Writable } from "node:stream";

/** Receives the messages of the pipe. */
export interface PipeReceiver {
  /** A whole message, without its terminating byte. */
  onMessage(message: string): void;
  /** The other side is gone; called once. */
  onClosed(reason: string): void;
}

/** Messages over a pair of streams, each terminated by a zero byte, the format of `--remote-debugging-pipe`. */
export class ProtocolPipe {
  readonly #output: Writable;
  readonly #receiver: PipeReceiver;
  /** Messages of this turn, sent in one write. */
  #outgoing = "";
  /** The start of an incomplete message; joined only when it is complete, so that long messages are not copied repeatedly. */
  #parts: Buffer[] = [];
  #closed = false;

  constructor(input: Readable, output: Writable, receiver: PipeReceiver) {
    this.#output = output;
    this.#receiver = receiver;
    input.on("data", (chunk: Buffer) => this.#take(chunk));
    for (const stream of [input, output]) {
      stream.on("error", (error: Error) => this.#close(error.message));
      stream.on("close", () => this.#close("the pipe was closed"));
    }
    input.on("end", () => this.#close("the pipe was closed"));
  }

  /** Queues the message; all messages of one turn are written together. */
  send(message: string): void {
    if (this.#closed) return;
    if (this.#outgoing === "") queueMicrotask(() => this.#flush());
    this.#outgoing += `${message}\0`;
  }

  #flush(): void {
    const outgoing = this.#outgoing;
    this.#outgoing = "";
    if (!this.#closed) this.#output.write(outgoing);
  }

  #take(chunk: Buffer): void {
    const end = chunk.lastIndexOf(0);
    if (end === -1) {
      this.#parts.push(chunk);
      return;
    }
    // Decoded at once: messages are many and short.
    const whole = chunk.subarray(0, end);
    const text = (this.#parts.length === 0 ? whole : Buffer.concat([...this.#parts, whole])).toString();
    this.#parts = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
    for (const message of text.split("\0")) this.#receiver.onMessage(message);
  }

  #close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#parts = [];
    this.#receiver.onClosed(reason);
  }
}
