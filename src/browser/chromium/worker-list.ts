import type { OperationOptions } from "../../scenario/page-port.js";
import type { PageWorker, PageWorkers } from "../../scenario/ports/workers.js";
import { callInPage } from "../page-evaluation.js";
import type { PageOperations } from "../page-operations.js";
import { boundedBy } from "./bounded-commands.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** The dedicated workers of a page. */
export class WorkerList implements PageWorkers {
  readonly #operations: PageOperations;
  readonly #workers = new Set<PageWorker>();
  readonly #listeners = new Set<(worker: PageWorker) => void>();

  constructor(operations: PageOperations) {
    this.#operations = operations;
  }

  get all(): readonly PageWorker[] {
    return [...this.#workers];
  }

  listen(started: (worker: PageWorker) => void): () => void {
    this.#listeners.add(started);
    return () => void this.#listeners.delete(started);
  }

  started(session: ProtocolSession, url: string): void {
    const worker = new Worker({ session, url, operations: this.#operations });
    this.#workers.add(worker);
    worker.onEnd(() => this.#workers.delete(worker));
    for (const listener of [...this.#listeners]) listener(worker);
  }
}

interface WorkerParts {
  readonly session: ProtocolSession;
  readonly url: string;
  readonly operations: PageOperations;
}

class Worker implements PageWorker {
  readonly #parts: WorkerParts;
  readonly #ends = new Set<() => void>();

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    parts.session.onGone(() => {
      for (const ended of [...this.#ends]) ended();
      this.#ends.clear();
    });
  }

  get url(): string {
    return this.#parts.url;
  }

  evaluate(functionSource: string, args: readonly unknown[], options: OperationOptions): Promise<unknown> {
    const { operations, session } = this.#parts;
    return operations.run({ subject: "the worker to answer", runsUserCode: true }, options, (bounds) =>
      callInPage(boundedBy(bounds, session), functionSource, args),
    );
  }

  onEnd(ended: () => void): () => void {
    if (this.#parts.session.gone === undefined) this.#ends.add(ended);
    else ended();
    return () => void this.#ends.delete(ended);
  }
}
