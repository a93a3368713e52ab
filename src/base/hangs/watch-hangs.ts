import { url as debuggerAddress } from "node:inspector";
import { Worker } from "node:worker_threads";
import { CELLS, type HangStage, HUNG_SYMBOL } from "./hang-cells.js";

/** A call of user code that is watched. */
export interface WatchedCall {
  /** How long it may keep the main thread without a pause. */
  readonly limitMs: number;
  /** Called in the midst of that code, with its stack. What it throws away is the rest of the code after `tooLong`. */
  readonly onHang: (stage: HangStage) => void;
}

/** How often the main thread shows that it is not held up. */
const BEAT_MS = 200;

/**
 * Watches the main thread from another one, because code that never pauses keeps every timer from firing. It is told when it has
 * been held up for 3 s, and after its limit the code that runs is ended, as if it waited for something for ever.
 */
export class HangWatch {
  readonly #cells = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  readonly #calls = new Set<WatchedCall>();
  #ready: Promise<void> | undefined;
  #beating: NodeJS.Timeout | undefined;

  /** Resolves when the call is watched, to a function that ends this. Without effect under a debugger, which holds code up, too. */
  async begin(call: WatchedCall): Promise<() => void> {
    if (debuggerAddress() !== undefined) return () => {};
    await (this.#ready ??= this.#start());
    this.#calls.add(call);
    this.#beat();
    this.#beating ??= setInterval(() => this.#beat(), BEAT_MS).unref();
    return () => this.#end(call);
  }

  /** While it begins, a thread needs the main one. */
  #start(): Promise<void> {
    (globalThis as Record<symbol, unknown>)[Symbol.for(HUNG_SYMBOL)] = (stage: HangStage, beats: number) => this.#hung(stage, beats);
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
    if (this.#calls.size > 0) return this.#beat();
    Atomics.store(this.#cells, CELLS.limitMs, 0);
    clearInterval(this.#beating);
    this.#beating = undefined;
  }

  #beat(): void {
    Atomics.add(this.#cells, CELLS.beats, 1);
    Atomics.store(this.#cells, CELLS.limitMs, Math.min(MAX_INT32, ...[...this.#calls].map(({ limitMs }) => limitMs)));
  }

  /** Whether the code is held up still; then its call is told. */
  #hung(stage: HangStage, beats: number): boolean {
    if (this.#calls.size === 0 || Atomics.load(this.#cells, CELLS.beats) !== beats) return false;
    for (const { onHang } of this.#calls) onHang(stage);
    return true;
  }
}

const MAX_INT32 = 2 ** 31 - 1;
