import type { RunningIteration } from "../../../iteration/running-iteration.js";
import type { PagePort } from "../../../page-port.js";
import { absoluteUrl } from "../../../steps/arguments/absolute-url.js";
import { absolutePattern } from "../../../steps/arguments/url-pattern.js";
import { Actor, type PageDefaults } from "../actor.js";

/** Steps that begin with an address, which is resolved against the base address of its context. */
const ADDRESSED = ["navigate", "waitForURL", "waitForRequest", "waitForResponse", "route", "unroute"];

/** Acts in a context that a test has opened itself: whatever is changed there ends with the context. */
export class FurtherActor extends Actor {
  readonly #user: Actor;

  constructor(user: Actor, defaults: PageDefaults) {
    super(defaults, user.keepState);
    this.#user = user;
  }

  override get iteration(): RunningIteration {
    return this.#user.iteration;
  }

  override changed(): void {}

  override removeAtEnd(remove: () => unknown): void {
    this.#user.removeAtEnd(remove);
  }

  override spendContext(): void {}

  override step(page: PagePort, operation: string, args: readonly unknown[]): Promise<unknown> {
    const [address, ...rest] = args;
    if (!ADDRESSED.includes(operation) || typeof address !== "string") return super.step(page, operation, args);
    const resolve = operation === "navigate" ? absoluteUrl : absolutePattern;
    try {
      return super.step(page, operation, [resolve(address, { baseUrl: this.defaults.baseURL }), ...rest]);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }
}
