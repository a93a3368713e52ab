import type { PageWorker } from "../../../ports/workers.js";
import type { Actor } from "../actor.js";
import { asFunction } from "../as-function.js";
import { refuse } from "../not-there.js";
import { EventSource } from "./event-source.js";

const views = new WeakMap<PageWorker, TestWorker>();

/** Playwright's `Worker` of a worker, the same each time. */
export function workerOf(worker: PageWorker, actor: Actor): TestWorker {
  let view = views.get(worker);
  if (view === undefined) {
    view = new TestWorker(worker, actor);
    views.set(worker, view);
  }
  return view;
}

/** Playwright's `Worker`. */
export class TestWorker extends EventSource {
  readonly #worker: PageWorker;
  readonly #actor: Actor;

  constructor(worker: PageWorker, actor: Actor) {
    super(actor);
    this.#worker = worker;
    this.#actor = actor;
    worker.onEnd(() => this.emit("close", this));
  }

  url(): string {
    return this.#worker.url;
  }

  evaluate(fn: unknown, arg?: unknown): Promise<unknown> {
    const { signal, ports } = this.#actor.iteration;
    const args = arg === undefined ? [] : [arg];
    return this.#worker.evaluate(String(asFunction(fn)), args, { signal, timeoutMs: ports.commandTimeoutMs });
  }
}

refuse(TestWorker.prototype, "worker", { evaluateHandle: "" });
