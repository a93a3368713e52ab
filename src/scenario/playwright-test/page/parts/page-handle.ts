import { refuse } from "../not-there.js";

/** Calls a function, given as source, in the page. */
type Evaluate = (source: string, args: readonly unknown[]) => Promise<unknown>;

const KEPT = `globalThis[Symbol.for("live-load handles")] ??= []`;

/** The source of a function that keeps what another one returns, and returns its number. */
export function keepingSource(source: string): string {
  return `async (...args) => (${KEPT}).push(await (${source})(...args)) - 1`;
}

/** Playwright's `JSHandle`: a value that stays in the page. Its methods take no other handles. */
export class PageHandle {
  readonly #evaluate: Evaluate;
  readonly #number: number;

  constructor(evaluate: Evaluate, number: number) {
    this.#evaluate = evaluate;
    this.#number = number;
  }

  async jsonValue(): Promise<unknown> {
    return this.#on("(value) => value");
  }

  async evaluate(fn: unknown, arg?: unknown): Promise<unknown> {
    return this.#on(sourceOf(fn), arg);
  }

  async evaluateHandle(fn: unknown, arg?: unknown): Promise<PageHandle> {
    const source = keepingSource(`(number, ...args) => (${sourceOf(fn)})((${KEPT})[number], ...args)`);
    return new PageHandle(this.#evaluate, (await this.#evaluate(source, [this.#number, ...given(arg)])) as number);
  }

  getProperty(name: string): Promise<PageHandle> {
    return this.evaluateHandle("(value, name) => value[name]", name);
  }

  async getProperties(): Promise<ReadonlyMap<string, PageHandle>> {
    const names = (await this.#on("(value) => Object.keys(value)")) as readonly string[];
    return new Map(await Promise.all(names.map(async (name) => [name, await this.getProperty(name)] as const)));
  }

  async dispose(): Promise<void> {
    await this.#evaluate(`(number) => { delete (${KEPT})[number]; }`, [this.#number]);
  }

  #on(source: string, arg?: unknown): Promise<unknown> {
    return this.#evaluate(`(number, ...args) => (${source})((${KEPT})[number], ...args)`, [this.#number, ...given(arg)]);
  }
}

refuse(PageHandle.prototype, "handle", { asElement: "use a locator" });

function sourceOf(fn: unknown): string {
  return typeof fn === "string" && !/=>|^\s*(?:async\s+)?function\b/.test(fn) ? `() => (${fn})` : String(fn);
}

function given(arg: unknown): readonly unknown[] {
  return arg === undefined ? [] : [arg];
}
