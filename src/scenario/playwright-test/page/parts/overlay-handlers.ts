import { delay } from "../../../../base/deadline.js";
import type { PagePort } from "../../../page-port.js";
import type { Actor } from "../actor.js";

/** An element that may come over others, and what removes it. */
interface Handled {
  readonly locator: { readonly _selector: string };
  readonly handler: (locator: unknown) => unknown;
  readonly noWaitAfter: boolean;
  left: number;
}

const EVERY_MS = 250;
const GONE_MS = 5000;

/** The handlers of `addLocatorHandler`: called while an action waits and their element is visible. */
export class OverlayHandlers {
  readonly #actor: Actor;
  readonly #port: PagePort;
  #handled: readonly Handled[] = [];
  #isHandling = false;

  constructor(actor: Actor, port: PagePort) {
    this.#actor = actor;
    this.#port = port;
  }

  add(locator: Handled["locator"], handler: Handled["handler"], { times, noWaitAfter = false }: AddOptions = {}): void {
    const handled: Handled = { locator, handler, noWaitAfter, left: times ?? Number.POSITIVE_INFINITY };
    this.#handled = [...this.#handled, handled];
    this.#actor.changed(() => this.#drop(handled));
  }

  remove({ _selector }: Handled["locator"]): void {
    for (const handled of this.#handled) if (handled.locator._selector === _selector) this.#drop(handled);
  }

  /** Performs an action, and meanwhile what removes overlays. */
  async around<T>(act: () => Promise<T>): Promise<T> {
    if (this.#handled.length === 0 || this.#isHandling) return act();
    await this.#handle();
    let isOver = false;
    const acting = act().finally(() => {
      isOver = true;
    });
    const { signal, ports } = this.#actor.iteration;
    const watch = async (): Promise<void> => {
      await Promise.race([acting.catch(() => {}), delay(EVERY_MS, { clock: ports.clock, signal })]);
      if (isOver) return;
      await this.#handle();
      await watch();
    };
    const [value] = await Promise.all([acting, watch()]);
    return value;
  }

  async #handle(): Promise<void> {
    const { signal, ports } = this.#actor.iteration;
    const limits = { signal, timeoutMs: ports.commandTimeoutMs };
    for (const handled of this.#handled) {
      const { _selector } = handled.locator;
      if (handled.left <= 0 || !(await this.#port.reads.isVisible(_selector, limits))) continue;
      handled.left -= 1;
      this.#isHandling = true;
      try {
        await handled.handler(handled.locator);
        const gone = { signal, timeoutMs: GONE_MS, state: "hidden" } as const;
        if (!handled.noWaitAfter) await this.#port.waitForSelector(_selector, gone);
      } finally {
        this.#isHandling = false;
      }
      if (handled.left <= 0) this.#drop(handled);
    }
  }

  #drop(handled: Handled): void {
    this.#handled = this.#handled.filter((one) => one !== handled);
  }
}

interface AddOptions {
  readonly times?: number;
  readonly noWaitAfter?: boolean;
}
