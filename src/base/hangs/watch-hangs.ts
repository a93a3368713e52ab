import { url as debuggerAddress } from "node:inspector";
import { Worker } from "node:worker_threads";
import { systemClock, type Timer } from "../clock.js";
import { CELLS, type HangStage, HUNG_SYMBOL } from "./hang-cells.js";

/** A call of user code that is watched. */
export interface WatchedCall {
  /** How long it may keep the main thread without a pause. */
  readonly limitMs: number;
  /** Called in the midst of that code, so that its stack tells where it is. The code goes on unless this ends the process. */
  readonly onHang: (stage: HangStage) => void;
}

/** How often the main thread shows that it is not held up. */
const BEAT_MS = 200;

/**
 * Watches the main thread from another one, because code that never pauses keeps every timer from firing. Calls are told when they
 * have held it up for 3 s, and when their limit is over. Ending the code alone would leave Node.js in disorder.
 */
export class HangWatch {
  readonly #cells = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  readonly #calls = new Set<WatchedCall>();
  #ready: Promise<void> | undefined;
  #beating: Timer | undefined;

  /** Resolves when the call is watched, to a function that ends this. Without effect under a debugger, which holds code up, too. */
  async begin(call: WatchedCall): Promise<() => void> {
    if (debuggerAddress() !== undefined) return () => {};
    this.#ready ??= this.#start();
    await this.#ready;
    this.#calls.add(call);
    this.#beat();
    if (this.#beating === undefined) this.#beatAgain();
    return () => this.#end(call);
  }

  /** While it begins, a thread needs the main one. */
  #start(): Promise<void> {
    (globalThis as Record<symbol, unknown>)[Symbol.for(HUNG_SYMBOL)] = (stage: HangStage, beats: number) =>
      this.#hung(stage, beats);
    const thread = new Worker(new URL("./hang-thread.js", import.meta.url), { workerData: this.#cells });
    return new Promise((resolve) => {
      const settled = (): void => {
        thread.unref();
        resolve();
      };
      thread.once("message", settled);
      // A machine that has no room for another thread can do without.
      thread.on("error", settled);
    });
  }

  #end(call: WatchedCall): void {
    this.#calls.delete(call);
    this.#beat();
    if (this.#calls.size > 0) return;
    this.#beating?.cancel();
    this.#beating = undefined;
  }

  #beatAgain(): void {
    const beat = (): void => {
      this.#beat();
      this.#beatAgain();
    };
    this.#beating = systemClock.setTimer(beat, BEAT_MS, { background: true });
  }

  #beat(): void {
    Atomics.add(this.#cells, CELLS.beats, 1);
    const limits = [...this.#calls].map(({ limitMs }) => limitMs);
    Atomics.store(this.#cells, CELLS.limitMs, limits.length === 0 ? 0 : Math.min(MAX_INT32, ...limits));
  }

  /** The main thread may have gone on since the other one has looked. Of several calls, the limit of one is over first. */
  #hung(stage: HangStage, beats: number): void {
    if (Atomics.load(this.#cells, CELLS.beats) !== beats) return;
    const [first] = [...this.#calls].sort((one, other) => one.limitMs - other.limitMs);
    first?.onHang(stage);
  }
}

const MAX_INT32 = 2 ** 31 - 1;
