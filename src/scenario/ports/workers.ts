import type { OperationOptions } from "./operation-options.js";

/** A worker that a page has started, until it ends. */
export interface PageWorker {
  readonly url: string;
  /** Calls a function, given as its source text, in the worker. */
  evaluate(functionSource: string, args: readonly unknown[], options: OperationOptions): Promise<unknown>;
  /** Calls the listener when it has ended, at once if it has already; until the returned function is called. */
  onEnd(ended: () => void): () => void;
}

/** The dedicated workers of a page and its frames. */
export interface PageWorkers {
  /** Those that run now. */
  readonly all: readonly PageWorker[];
  /** Calls the listener with each worker that starts, until the returned function is called. */
  listen(started: (worker: PageWorker) => void): () => void;
}
