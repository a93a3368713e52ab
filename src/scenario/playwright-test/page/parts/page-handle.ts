import type { DrivenPage } from "../actor.js";
import { asFunction } from "../as-function.js";
import { asHandle, type Handled, KEPT, withHandles } from "./handle-arguments.js";

/** Calls a function, given as source, in the page. */
type Evaluate = (source: string, args: readonly unknown[]) => Promise<unknown>;

/** A kept value: its number, and its path in the document if it is an element. */
type Kept = readonly [number: number, path: string | null];

/** The path of an element by positions, as XPath; `null` for other values and in shadow roots. */
const PATH_OF = `(value) => {
  if (!(value instanceof Element) || value.getRootNode() !== document) return null;
  const steps = [];
  for (let node = value; node instanceof Element; node = node.parentElement) {
    const before = node.parentElement === null ? 1 : [...node.parentElement.children].indexOf(node) + 1;
    steps.unshift("*[" + before + "]");
  }
  return "xpath=/" + steps.join("/");
}`;

/** The source of a function that keeps what another one returns, and returns its number and its path. */
export function keepingSource(source: string): string {
  return `async (...args) => { const value = await (${source})(...args); return [(${KEPT}).push(value) - 1, (${PATH_OF})(value)]; }`;
}

/** The handle of a value that a page's own document keeps. */
export function handleOnPage(page: DrivenPage, kept: unknown): PageHandle {
  const evaluate: Evaluate = (source, args) => page.actor.step(page.port, "evaluate", [asFunction(source), ...args]);
  return new PageHandle({ evaluate, elementAt: (selector) => page.handleAt?.(selector) ?? null }, kept);
}

/** The page's functions that handles need. */
interface HandleParts {
  readonly evaluate: Evaluate;
  /** The handle of the element with a selector. */
  readonly elementAt: (selector: string) => unknown;
}

/** Playwright's `JSHandle`: a value that stays in the page. */
export class PageHandle implements Handled {
  readonly #parts: HandleParts;
  readonly #number: number;
  readonly #path: string | null;

  constructor(parts: HandleParts, kept: unknown) {
    this.#parts = parts;
    [this.#number, this.#path] = kept as Kept;
    asHandle(this);
  }

  async kept(): Promise<number> {
    return this.#number;
  }

  asElement(): unknown {
    return this.#path === null ? null : this.#parts.elementAt(this.#path);
  }

  async jsonValue(): Promise<unknown> {
    return this.evaluate("(value) => value");
  }

  evaluate(fn: unknown, arg?: unknown): Promise<unknown> {
    return this.#called({ fn, arg }, (source, args) => this.#parts.evaluate(source, args));
  }

  evaluateHandle(fn: unknown, arg?: unknown): Promise<PageHandle> {
    return this.#called(
      { fn, arg },
      async (source, args) => new PageHandle(this.#parts, await this.#parts.evaluate(keepingSource(source), args)),
    );
  }

  getProperty(name: string): Promise<PageHandle> {
    return this.evaluateHandle("(value, name) => value[name]", name);
  }

  async getProperties(): Promise<ReadonlyMap<string, PageHandle>> {
    const names = (await this.evaluate("(value) => Object.keys(value)")) as readonly string[];
    return new Map(await Promise.all(names.map(async (name) => [name, await this.getProperty(name)] as const)));
  }

  async dispose(): Promise<void> {
    await this.#parts.evaluate(`(number) => { delete (${KEPT})[number]; }`, [this.#number]);
  }

  /** Calls with the function that receives the value first. */
  #called<T>(
    { fn, arg }: { readonly fn: unknown; readonly arg: unknown },
    call: (source: string, args: readonly unknown[]) => Promise<T>,
  ): Promise<T> {
    return withHandles({ fn, arg, parameters: "value, arg" }, (called, packed) => {
      const source = `(number, ...args) => (${String(called)})((${KEPT})[number], ...args)`;
      return call(source, [this.#number, ...(packed === undefined ? [] : [packed])]);
    });
  }
}
