import type { Clock, Timer } from "../../base/clock.js";
import { MAX_BATCH_BYTES } from "../../protocol/batch.js";
import { encodeBatch } from "../../protocol/batch-codec.js";
import type { RecordedDelta, Recorder } from "../../telemetry/recorder.js";
import { halvesOf } from "./batch-halves.js";

/** Where measurements come from, and how batches are sent. */
export interface BatchSenderOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly nodeId: string;
  readonly epoch: number;
  readonly intervalMs: number;
  readonly send: (batch: Uint8Array) => void;
  /** A batch could not be encoded: its measurements are lost, so the node has to end. */
  readonly onDefect: (error: unknown) => void;
}

/** Sends the recorded measurements in batches, numbered from 1. States: idle → sending → finished. */
export class BatchSender {
  readonly #options: BatchSenderOptions;
  #state: "idle" | "sending" | "finished" = "idle";
  #timer: Timer | undefined;
  #seq = 0;

  constructor(options: BatchSenderOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#state !== "idle") return;
    this.#state = "sending";
    this.#next();
  }

  /** Sends the rest. Returns the number of the last batch; 0 when there was none. */
  finish(): number {
    const { recorder, clock } = this.#options;
    if (this.#state !== "finished") {
      this.#state = "finished";
      this.#timer?.cancel();
      this.#send(recorder.flush(clock.now()));
    }
    return this.#seq;
  }

  #next(): void {
    const { clock, recorder, intervalMs } = this.#options;
    this.#timer = clock.setTimer(() => {
      this.#send(recorder.drain(clock.now()));
      this.#next();
    }, intervalMs);
  }

  #send(recorded: RecordedDelta): void {
    const { seconds, failures, customKinds } = recorded;
    if (seconds.length === 0 && failures.length === 0 && customKinds.size === 0) return;
    try {
      this.#sendInPieces(recorded);
    } catch (error) {
      this.#options.onDefect(error);
    }
  }

  #sendInPieces(recorded: RecordedDelta): void {
    const { nodeId, epoch, send } = this.#options;
    const bytes = encodeBatch({ nodeId, epoch, seq: this.#seq + 1, ...recorded });
    const halves = bytes.length > MAX_BATCH_BYTES ? halvesOf(recorded) : undefined;
    if (halves !== undefined) {
      for (const half of halves) this.#sendInPieces(half);
      return;
    }
    this.#seq += 1;
    send(bytes);
  }
}
