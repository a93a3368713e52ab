import { LiveLoadError } from "../../../base/errors.js";
import { isRecord } from "../../../base/invalid-option.js";
import { currentDeclaring, type Declaring } from "./declaring.js";
import { expectation } from "./expectation.js";
import { FixturePool } from "./fixture-pool.js";
import { type Annotation, type Hook, type Modifier, type SpecFunction, Suite, TestCase } from "./suite.js";
import { currentTestRun } from "./test-run.js";

/** The function `test` with its members. Its types are those of `@playwright/test`, which specs are written against. */
export type TestFunction = (...args: readonly unknown[]) => void;

const pools = new WeakMap<object, FixturePool>();

/** A `test` whose tests may name these fixtures. */
export function createTest(pool: FixturePool): TestFunction {
  const declare = (...args: readonly unknown[]) => void addTest(pool, args);
  const test: TestFunction = Object.assign(declare, {
    only: (...args: readonly unknown[]) => {
      addTest(pool, args).isOnly = true;
    },
    describe: describing(),
    skip: marking(pool, "skip"),
    fixme: marking(pool, "fixme"),
    slow: marking(pool, "slow"),
    fail: Object.assign(marking(pool, "fail"), {
      only: (...args: readonly unknown[]) => {
        addTest(pool, args, "fail").isOnly = true;
      },
    }),
    setTimeout: (ms: number) => {
      const run = currentTestRun();
      if (run === undefined) suiteHere("test.setTimeout").timeoutMs = ms;
      else run.info.limitTo(ms);
    },
    beforeAll: hook(pool, "beforeAll"),
    beforeEach: hook(pool, "beforeEach"),
    afterEach: hook(pool, "afterEach"),
    afterAll: hook(pool, "afterAll"),
    use: (layer: unknown) => {
      if (!isRecord(layer)) throw misused("test.use takes an object of fixtures and options");
      suiteHere("test.use").layers.push({ layer, at: new Error("test.use") });
    },
    extend: (layer: unknown) => {
      if (!isRecord(layer)) throw misused("test.extend takes an object of fixtures");
      return createTest(pool.with(layer));
    },
    step: Object.assign((title: string, body: (step: unknown) => unknown) => running("test.step").step(title, body), {
      skip: async () => undefined,
    }),
    info: () => running("test.info").info,
    abort: (reason = "test.abort was called") => {
      throw new Error(reason);
    },
  });
  // The matchers are large: they are loaded when a spec asks for them.
  Object.defineProperty(test, "expect", { get: expectation });
  pools.set(test, pool);
  return test;
}

/** A `test` with the fixtures of several. */
export function mergeTests(...tests: readonly TestFunction[]): TestFunction {
  const merged = tests.reduce((pool, test) => {
    const own = pools.get(test);
    if (own === undefined) throw misused("mergeTests takes what test.extend returned");
    return own.over(pool);
  }, FixturePool.empty);
  return createTest(merged);
}

function running(what: string) {
  const run = currentTestRun();
  if (run === undefined) throw misused(`${what} was called while no test is running`);
  return run;
}

function suiteHere(what: string): Suite {
  return declaringHere(what).current;
}

/** The modules whose code declares something now. */
function declaringHere(what: string): Declaring & { current: Suite } {
  const declaring = currentDeclaring();
  if (declaring?.current === undefined) throw misused(`${what} was called outside of a spec's own code`);
  return declaring as Declaring & { current: Suite };
}

/** `test(title, body)` and `test(title, details, body)`. */
function addTest(pool: FixturePool, args: readonly unknown[], mark?: Annotation["type"]): TestCase {
  const [title, given, last] = args;
  const body = typeof given === "function" ? given : last;
  const details = detailsOf(isRecord(given) ? given : {});
  if (typeof title !== "string" || typeof body !== "function") throw misused("test takes a title and a function");
  const annotations = mark === undefined ? details.annotations : [...details.annotations, { type: mark }];
  const at = new Error(title);
  return new TestCase({ title, suite: suiteHere("test"), run: body as SpecFunction, pool, ...details, annotations, at });
}

function detailsOf({ tag, annotation }: Readonly<Record<string, unknown>>) {
  const list = <T>(value: unknown) => (value === undefined ? [] : Array.isArray(value) ? (value as T[]) : [value as T]);
  return { tags: list<string>(tag), annotations: list<Annotation>(annotation) };
}

/** `describe(title, body)`, `describe(title, details, body)` and `describe(body)`, with its kinds. */
function describing(): unknown {
  const add = (args: readonly unknown[], change: (suite: Suite) => void = () => {}) => {
    const title = typeof args[0] === "string" ? args[0] : "";
    const body = args.at(-1);
    if (typeof body !== "function") throw misused("test.describe takes a title and a function");
    const { tags, annotations } = detailsOf(isRecord(args[1]) ? args[1] : {});
    const declaring = declaringHere("test.describe");
    const around = declaring.current;
    const suite = new Suite(title, around, tags);
    suite.isSerial = around.isSerial;
    suite.annotations.push(...annotations);
    change(suite);
    declaring.current = suite;
    try {
      (body as () => void)();
    } finally {
      declaring.current = around;
    }
  };
  const kind = (change: (suite: Suite) => void) => {
    const only = (suite: Suite) => {
      change(suite);
      suite.isOnly = true;
    };
    return Object.assign((...args: readonly unknown[]) => add(args, change), {
      only: (...args: readonly unknown[]) => add(args, only),
    });
  };
  const marked = (type: string) => (suite: Suite) => void suite.annotations.push({ type });
  return Object.assign(
    kind(() => {}),
    {
      serial: kind((suite) => {
        suite.isSerial = true;
      }),
      parallel: kind((suite) => {
        suite.isSerial = false;
      }),
      skip: (...args: readonly unknown[]) => add(args, marked("skip")),
      fixme: (...args: readonly unknown[]) => add(args, marked("fixme")),
      configure: ({ mode, timeout }: { readonly mode?: string; readonly timeout?: number }) => {
        const suite = suiteHere("test.describe.configure");
        if (mode !== undefined) suite.isSerial = mode === "serial";
        if (timeout !== undefined) suite.timeoutMs = timeout;
      },
    },
  );
}

/** `test.skip` and its kin: a declaration, a mark on a suite, or a mark on the running test. */
function marking(pool: FixturePool, type: Modifier["type"]) {
  return (...args: readonly unknown[]): void => {
    const [first, second] = args;
    if (typeof first === "string" && (typeof second === "function" || typeof args[2] === "function")) {
      addTest(pool, args, type);
      return;
    }
    const run = currentTestRun();
    const description = typeof second === "string" ? second : undefined;
    if (run !== undefined) {
      if (args.length === 0 || first) run.mark(type, description);
      return;
    }
    const suite = suiteHere(`test.${type}`);
    if (typeof first === "function") suite.modifiers.push({ type, condition: first as SpecFunction, description });
    else if (args.length === 0 || first) suite.annotations.push({ type, description });
  };
}

/** `beforeEach(run)` and `beforeEach(title, run)`. */
function hook(pool: FixturePool, kind: Hook["kind"]) {
  return (...args: readonly unknown[]): void => {
    const run = args.at(-1);
    if (typeof run !== "function") throw misused(`test.${kind} takes a function`);
    suiteHere(`test.${kind}`).hooks.push({ kind, run: run as SpecFunction, pool, at: new Error(kind) });
  };
}

function misused(message: string): LiveLoadError {
  return new LiveLoadError("SCENARIO_LOAD_FAILED", message, { hint: "see https://playwright.dev/docs/api/class-test" });
}
