import type { RunningIteration } from "../../iteration/running-iteration.js";
import type { PagePort, StorageState } from "../../page-port.js";
import { STEPS } from "../../steps/chain.js";
import { stepBeside } from "../../steps/step-beside.js";
import type { StepDefinition } from "../../steps/step-call.js";

/** What a test's page is used with: options of `use`, and of the methods that change them. */
export interface PageDefaults {
  readonly baseURL: string | undefined;
  readonly testIdAttribute: string | undefined;
  actionTimeoutMs: number | undefined;
  navigationTimeoutMs: number | undefined;
  /** The options of the context, for what asks for them. */
  readonly use: Readonly<Record<string, unknown>>;
}

/** A page of the user, and who acts on it. */
export interface DrivenPage {
  readonly actor: Actor;
  readonly port: PagePort;
}

/** Performs what a test does to its pages as steps of the iteration that runs now. */
export class Actor {
  readonly defaults: PageDefaults;
  /** Keeps a state of storage under the path to which the test saves it. */
  readonly keepState: (path: string, state: StorageState) => void;
  #iteration: RunningIteration | undefined;

  constructor(defaults: PageDefaults, keepState: (path: string, state: StorageState) => void) {
    this.defaults = defaults;
    this.keepState = keepState;
  }

  /** An iteration begins: pages that were kept from an earlier one go on in it. */
  begin(iteration: RunningIteration): void {
    this.#iteration = iteration;
  }

  get iteration(): RunningIteration {
    if (this.#iteration === undefined) throw new Error("the page was used before the test had begun");
    return this.#iteration;
  }

  /** Performs a step of the chain on a page. */
  step(page: PagePort, operation: string, args: readonly unknown[]): Promise<unknown> {
    const definition = STEPS[operation];
    if (definition === undefined) throw new Error(`there is no step ${operation}`);
    return this.perform(page, { operation, definition, args });
  }

  /** Performs a step under a name of its own. */
  perform(
    page: PagePort,
    step: { readonly operation: string; readonly definition: StepDefinition; readonly args: readonly unknown[] },
  ): Promise<unknown> {
    return stepBeside(this.iteration, { ...step, page });
  }
}

/** Options of a method of Playwright as a step takes them: without what does not apply, and with the default time limit. */
export function stepOptions(given: unknown, defaultMs: number | undefined): Readonly<Record<string, unknown>> {
  const { timeout, noWaitAfter: _noWaitAfter, signal: _signal, ...rest } = (given ?? {}) as Record<string, unknown>;
  // 0 is no limit in Playwright: the limit of the command holds then.
  const ms = timeout === undefined || timeout === 0 ? defaultMs : timeout;
  return ms === undefined || ms === 0 ? rest : { ...rest, timeout: ms };
}
