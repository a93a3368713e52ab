import type { FixtureLayer, FixturePool } from "./fixture-pool.js";

/** A function of a spec: a test, a hook or a condition. The first parameter names its fixtures. */
export type SpecFunction = (fixtures: never, info: never) => unknown;

/** A mark on a test or a suite: `skip`, `fixme`, `slow`, `fail`, or the test's own. */
export interface Annotation {
  readonly type: string;
  readonly description?: string | undefined;
}

/** A mark that holds if its condition does, which is asked when a test begins. */
export interface Modifier {
  readonly type: "skip" | "fixme" | "slow" | "fail";
  readonly condition: SpecFunction;
  readonly description: string | undefined;
}

/** A hook and the fixtures that it may name. */
export interface Hook {
  readonly kind: "beforeAll" | "beforeEach" | "afterEach" | "afterAll";
  readonly run: SpecFunction;
  readonly pool: FixturePool;
  /** Its stack begins where the hook is declared. */
  readonly at?: Error;
}

/** Options of `test.use`, and their place: the stack of this error. */
export interface UsedLayer {
  readonly layer: FixtureLayer;
  readonly at: Error;
}

/** A file, or a `describe` in it. */
export class Suite {
  readonly title: string;
  readonly parent: Suite | undefined;
  /** Its tests run one after the other in one iteration. */
  isSerial = false;
  isOnly = false;
  timeoutMs: number | undefined;
  readonly tags: readonly string[];
  readonly annotations: Annotation[] = [];
  readonly modifiers: Modifier[] = [];
  readonly hooks: Hook[] = [];
  /** What `use` says here, from the first to the last. */
  readonly layers: UsedLayer[] = [];
  readonly entries: (Suite | TestCase)[] = [];

  constructor(title: string, parent?: Suite, tags: readonly string[] = []) {
    this.title = title;
    this.parent = parent;
    this.tags = tags;
    parent?.entries.push(this);
  }

  /** The suites around it and itself, from the outermost. */
  get path(): readonly Suite[] {
    return this.parent === undefined ? [this] : [...this.parent.path, this];
  }
}

/** A test as its file declares it. */
export class TestCase {
  readonly title: string;
  readonly suite: Suite;
  readonly run: SpecFunction;
  readonly pool: FixturePool;
  readonly tags: readonly string[];
  readonly annotations: Annotation[];
  /** Its stack begins where the test is declared. */
  readonly at: Error;
  isOnly = false;

  constructor(
    given: Pick<TestCase, "title" | "suite" | "run" | "pool" | "at"> & {
      readonly tags: readonly string[];
      readonly annotations: readonly Annotation[];
    },
  ) {
    this.title = given.title;
    this.suite = given.suite;
    this.run = given.run;
    this.pool = given.pool;
    this.at = given.at;
    const written = given.title.match(/(?<=^|\s)@\S+/g) ?? [];
    this.tags = [...new Set([...given.suite.path.flatMap(({ tags }) => tags), ...given.tags, ...written])];
    this.annotations = [...given.annotations];
    given.suite.entries.push(this);
  }

  /** The titles of its suites and its own, without the file's. */
  get titlePath(): readonly string[] {
    return [...this.suite.path.map(({ title }) => title), this.title].slice(1).filter((title) => title !== "");
  }

  /** All marks on it and the suites around it. */
  get allAnnotations(): readonly Annotation[] {
    return [...this.suite.path.flatMap(({ annotations }) => annotations), ...this.annotations];
  }

  /** It is marked not to be run, whatever happens. */
  get isSkipped(): boolean {
    return this.allAnnotations.some(({ type }) => type === "skip" || type === "fixme");
  }
}

/** All tests of a suite, in their order. */
export function testsIn(suite: Suite): readonly TestCase[] {
  return suite.entries.flatMap((entry) => (entry instanceof Suite ? testsIn(entry) : [entry]));
}
