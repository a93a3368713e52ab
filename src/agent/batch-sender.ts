import type { Clock, Timer } from "../base/clock.js";
import { encodeBatch } from "../protocol/batch-codec.js";
import type { RecordedDelta, Recorder } from "../telemetry/recorder.js";

/** What batches are made of and sent through. */
export interface BatchSenderOptions {
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly nodeId: string;
  readonly epoch: number;
  readonly intervalMs: number;
  readonly send: (batch: Uint8Array) => void;
}

/** Sends what was recorded, numbered from 1, until the last batch. States: idle → sending → finished. */
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

  /** Sends everything that is left. Returns the number of the last batch; 0 when there was none. */
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
    if (recorded.seconds.length === 0 && recorded.failures.length === 0) return;
    const { nodeId, epoch, send } = this.#options;
    this.#seq += 1;
    send(encodeBatch({ nodeId, epoch, seq: this.#seq, ...recorded }));
  }
}
