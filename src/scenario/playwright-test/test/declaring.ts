import { AsyncLocalStorage } from "node:async_hooks";
import { Suite, type TestCase } from "./suite.js";

/** The suites that a spec's modules declare while they are evaluated, and their `expect`. */
export class Declaring {
  /** The suites of the files so far: those of set-up tests, and the spec. */
  readonly suites: Suite[] = [];
  /** The suite whose code runs now; `undefined` before the first file, and when all have run. */
  current: Suite | undefined;
  /** Their own `expect`, once they have asked for it: matchers that they add are not those of other users. */
  expect: unknown;

  /** The code of a file follows: what is declared from now on belongs to its suite. */
  begin(title: string): void {
    this.current = new Suite(title);
    this.suites.push(this.current);
    byFile.set(this.current, this);
  }
}

/** The modules that declared each file's suite. */
const byFile = new WeakMap<Suite, Declaring>();

/** Follows the code of modules through awaits, because those of several users may be evaluated at the same time. */
const declarings = new AsyncLocalStorage<Declaring>();

/** Evaluates a spec's modules, and resolves to the suites of their files. Rejects with what they throw. */
export async function declaredBy(evaluate: () => unknown): Promise<readonly Suite[]> {
  const declaring = new Declaring();
  try {
    await declarings.run(declaring, evaluate);
  } finally {
    declaring.current = undefined;
  }
  return declaring.suites;
}

/** The modules whose code runs; `undefined` in all other code. */
export function currentDeclaring(): Declaring | undefined {
  return declarings.getStore();
}

/** The modules that declared a test. */
export function declaringOf({ suite }: TestCase): Declaring | undefined {
  const [file] = suite.path;
  return file && byFile.get(file);
}
