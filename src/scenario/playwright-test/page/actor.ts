import type { RunningIteration } from "../../iteration/running-iteration.js";
import type { PagePort, StorageState } from "../../page-port.js";
import { STEPS } from "../../steps/chain.js";
import { places } from "../../steps/place.js";
import { stepBeside } from "../../steps/step-beside.js";
import type { StepDefinition } from "../../steps/step-call.js";
import type { SpecFiles } from "../spec-files.js";
import { asSpecError } from "./spec-error.js";

/** What a test's page is used with: options of `use`, and of the methods that change them. */
export interface PageDefaults {
  readonly baseURL: string | undefined;
  readonly testIdAttribute: string | undefined;
  actionTimeoutMs: number | undefined;
  navigationTimeoutMs: number | undefined;
  /** The options of the context, for what asks for them. */
  readonly use: Readonly<Record<string, unknown>>;
  /** Files that the spec names. */
  readonly files: SpecFiles;
}

/** How something is undone that a test has changed: best effort, as its page may be gone. */
interface Change {
  readonly undo: () => unknown;
  /** It is in a context that the test has opened itself. */
  readonly isElsewhere: boolean;
}

/** A page of the user, and who acts on it. */
export interface DrivenPage {
  readonly actor: Actor;
  readonly port: PagePort;
  /** Handlers that remove elements which cover others. */
  readonly overlays?: { around<T>(act: () => Promise<T>): Promise<T> };
  /** The handle of an element, by its selector. */
  handleAt?(selector: string): unknown;
}

/** The number of a popup, and the page that opened it. */
export interface PopupTraits {
  readonly number?: number;
  readonly opener?: unknown;
}

/** Performs what a test does to its pages as steps of the iteration that runs now. */
export class Actor {
  readonly defaults: PageDefaults;
  /** Keeps a state of storage under the path to which the test saves it. */
  readonly keepState: (path: string, state: StorageState) => void;
  #iteration: RunningIteration | undefined;
  /** Functions that undo the changes since the last {@link undoChanges}, in their order. */
  #changes: readonly Change[] = [];
  /** The same for changes that last as long as the user's context, or as an iteration. */
  #lasting: readonly (Change & { readonly isOfIteration: boolean })[] = [];
  #isContextSpent = false;

  constructor(defaults: PageDefaults, keepState: (path: string, state: StorageState) => void) {
    this.defaults = defaults;
    this.keepState = keepState;
  }

  /** An iteration begins: pages that were kept from an earlier one go on in it. */
  begin(iteration: RunningIteration): void {
    // The contexts of the iteration before are closed.
    if (iteration !== this.#iteration) this.#lasting = this.#lasting.filter(({ isOfIteration }) => !isOfIteration);
    this.#iteration = iteration;
  }

  /** The iteration that runs. Code that a test did not wait for stays in its own, which refuses its steps once it is over. */
  get iteration(): RunningIteration {
    const placed = places.getStore()?.iteration as RunningIteration | undefined;
    if (placed?.scope === "run") return placed;
    if (this.#iteration === undefined) throw new Error("the page was used before the test had begun");
    return this.#iteration;
  }

  /** Something was changed that must not be left to the next test. */
  changed(undo: () => unknown, isElsewhere = false): void {
    this.#changes = [...this.#changes, { undo, isElsewhere }];
  }

  /** Something is to be removed when the test is over, in whatever context it is. */
  removeAtEnd(remove: () => unknown): void {
    this.changed(remove);
  }

  /** Something was changed that cannot be undone: the next test begins in a fresh context. */
  spendContext(): void {
    this.#isContextSpent = true;
    this.iteration.contextAfter = "spent";
  }

  get isContextSpent(): boolean {
    return this.#isContextSpent;
  }

  /** The user has a fresh context. */
  beginContext(): void {
    this.#isContextSpent = false;
    this.#changes = this.#changes.filter(({ isElsewhere }) => isElsewhere);
  }

  /** Undoes what was changed, the latest first. */
  async undoChanges(): Promise<void> {
    const changes = this.#changes;
    this.#changes = [];
    await undone(changes);
  }

  /** Keeps for every test the changes that `beforeAll` hooks have made to contexts that they opened. */
  keepChanges(until: "user" | "iteration" = "user"): void {
    const kept = this.#changes.filter(({ isElsewhere }) => isElsewhere);
    this.#lasting = [...this.#lasting, ...kept.map((change) => ({ ...change, isOfIteration: until === "iteration" }))];
    this.#changes = this.#changes.filter(({ isElsewhere }) => !isElsewhere);
  }

  /** The user's context is over: undoes what is left in those that the hooks have opened. */
  async undoLasting(): Promise<void> {
    const changes = this.#lasting;
    this.#lasting = [];
    await undone(changes);
  }

  /** Changes a default time limit, until the test is over. */
  limit(which: "actionTimeoutMs" | "navigationTimeoutMs", timeoutMs: number): void {
    const before = this.defaults[which];
    this.defaults[which] = timeoutMs;
    this.changed(() => {
      this.defaults[which] = before;
    });
  }

  /** Performs a step of the chain on a page. */
  step(page: PagePort, operation: string, args: readonly unknown[]): Promise<unknown> {
    const definition = STEPS[operation];
    if (definition === undefined) throw new Error(`there is no step ${operation}`);
    return this.perform(page, { operation, definition, args });
  }

  /** Performs a step under a name of its own. `call` is the method that the test has called, where it has another name. */
  perform(
    page: PagePort,
    {
      call,
      ...step
    }: {
      readonly operation: string;
      readonly definition: StepDefinition;
      readonly args: readonly unknown[];
      readonly call?: string;
    },
  ): Promise<unknown> {
    const method = step.operation === "navigate" ? "goto" : step.operation;
    return stepBeside(this.iteration, { ...step, page, failed: (error) => asSpecError(error, call ?? `page.${method}`) });
  }
}

/** Options of a method of Playwright as a step takes them: without what does not apply, and with the default time limit. */
export function stepOptions(given: unknown, defaultMs: number | undefined): Readonly<Record<string, unknown>> {
  const { timeout, noWaitAfter: _noWaitAfter, signal: _signal, ...rest } = (given ?? {}) as Record<string, unknown>;
  // 0 is no limit in Playwright: the limit of the command holds then.
  const ms = timeout === undefined || timeout === 0 ? defaultMs : timeout;
  return ms === undefined || ms === 0 ? rest : { ...rest, timeout: ms };
}

async function undone(changes: readonly Change[]): Promise<void> {
  for (const { undo } of changes.toReversed()) await (async () => undo())().catch(() => {});
}
