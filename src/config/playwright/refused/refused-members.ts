import type { AnyNode } from "acorn";
import type { PlannedTest } from "../../../scenario/playwright-test/planned-tests.js";
import type { Fixture, FixturePool } from "../../../scenario/playwright-test/test/fixture-pool.js";
import { BundleTree, type PlacedFunction, type SourcePlace } from "./bundle-tree.js";
import { Evaluation } from "./evaluation.js";
import { type ApiName, type Owner, Scope, type Value } from "./known-values.js";
import { declared } from "./statements.js";
import { isFunction } from "./syntax.js";

/** A refused member that a test uses for certain. */
export interface RefusedUse {
  readonly of: Owner;
  readonly member: string;
  readonly place: SourcePlace;
}

/** Members by the object that has them. */
export type RefusedMembers = ReadonlyMap<Owner, ReadonlySet<string>>;

/** Playwright's own fixtures that are followed. */
const FIXTURES: Readonly<Record<string, ApiName>> = { page: "Page", context: "BrowserContext", request: "APIRequestContext" };

/**
 * Finds refused members that the tests use whenever they run, in the bundle of their spec: on what can only be Playwright's own,
 * through functions, page objects and fixtures. Code that may not run, or whose failure may be handled, is left to the run.
 */
export function refusedUses(code: string, tests: readonly PlannedTest[], refused: RefusedMembers): readonly RefusedUse[] {
  const names = [...refused.values()].flatMap((members) => [...members]);
  if (!new RegExp(`\\b(${names.join("|")})\\b`).test(code)) return [];
  try {
    return usesIn(new BundleTree(code), tests, refused);
  } catch {
    // The check is no reason to end a run: code that it cannot read, or that is nested too deeply, is left to the run.
    return [];
  }
}

function usesIn(tree: BundleTree, tests: readonly PlannedTest[], refused: RefusedMembers): readonly RefusedUse[] {
  const found = new Map<AnyNode, RefusedUse>();
  for (const test of tests) {
    const evaluation = new Evaluation(tree, ({ of, member, node }) => {
      const place = refused.get(of)?.has(member) === true ? tree.placeOf(node) : undefined;
      if (place !== undefined) found.set(node, { of, member, place });
    });
    new TestOutline(tree, evaluation, test.pool).run(test);
  }
  return [...new Map([...found.values()].map((use) => [JSON.stringify(use), use])).values()];
}

/** The functions that run for one test, in their order. */
class TestOutline {
  readonly #tree: BundleTree;
  readonly #evaluation: Evaluation;
  readonly #pool: FixturePool;
  readonly #fixtures = new Map<Fixture, Value | undefined>();
  readonly #top: Scope;

  constructor(tree: BundleTree, evaluation: Evaluation, pool: FixturePool) {
    this.#tree = tree;
    this.#evaluation = evaluation;
    this.#pool = pool;
    this.#top = declared(tree.body, { around: new Scope(), evaluation, tree });
  }

  run({ test }: PlannedTest): void {
    const path = test.suite.path;
    // Whether such a test runs, or passes, is decided while it runs.
    if (path.some(({ modifiers }) => modifiers.length > 0) || test.allAnnotations.some(({ type }) => type === "fail")) return;
    for (const fixture of this.#pool.automatic) this.#fixture(fixture);
    const hooks = (kind: string) => path.flatMap((suite) => suite.hooks.filter((hook) => hook.kind === kind));
    const before = [...hooks("beforeAll"), ...hooks("beforeEach")];
    const after = [...hooks("afterEach"), ...hooks("afterAll")];
    for (const { run } of [...before, test, ...after]) {
      if (this.#evaluation.isOver) return;
      const placed = this.#tree.functionOf(run);
      // A function that is not found may skip the test.
      if (placed === undefined) return;
      this.#call(placed, [undefined]);
    }
  }

  /** Calls a function whose first parameter names fixtures, with these further arguments. */
  #call(placed: PlacedFunction, args: readonly (Value | undefined)[], own?: Fixture): void {
    const { node } = placed;
    const scope = new Scope(this.#scopeAround(placed));
    const [first, ...others] = node.params;
    if (first?.type === "ObjectPattern") {
      scope.hide(first);
      for (const one of first.properties) {
        if (one.type !== "Property" || one.key.type !== "Identifier" || one.value.type !== "Identifier") continue;
        const value = this.#fixtureNamed(one.key.name, own);
        if (!this.#tree.isAssigned(one.value.name)) scope.set(one.value.name, () => value);
      }
    }
    const [parameters, values] = [others, args.slice(1)];
    this.#evaluation.run({ kind: "function", node: { ...node, params: parameters }, scope }, values, "awaited");
  }

  #fixtureNamed(name: string, asking: Fixture | undefined): Value | undefined {
    const fixture = asking?.name === name ? asking.base : this.#pool.has(name) ? this.#pool.get(name, "a test") : undefined;
    return fixture === undefined ? undefined : this.#fixture(fixture);
  }

  #fixture(fixture: Fixture): Value | undefined {
    if (this.#fixtures.has(fixture)) return this.#fixtures.get(fixture);
    this.#fixtures.set(fixture, undefined);
    const { made, name, base } = fixture;
    const placed = "by" in made ? this.#tree.functionOf(made.by) : undefined;
    const api = FIXTURES[name];
    if (placed !== undefined) {
      const take = (value: Value | undefined) => void this.#fixtures.set(fixture, value);
      this.#call(placed, [undefined, { kind: "use", take }], fixture);
    } else if ("by" in made && this.#tree.has(made.by)) this.#evaluation.isOver = true;
    else if (base === undefined && "by" in made && api !== undefined) this.#fixtures.set(fixture, { kind: "api", api });
    return this.#fixtures.get(fixture);
  }

  /** The names that a function sees, from the outermost code around it. */
  #scopeAround({ around }: PlacedFunction): Scope {
    return around.reduce((scope, node) => {
      if (isFunction(node)) {
        const inner = new Scope(scope);
        for (const parameter of node.params) inner.hide(parameter);
        return inner;
      }
      if (node.type === "BlockStatement")
        return declared(node.body, { around: scope, evaluation: this.#evaluation, tree: this.#tree });
      const inner = new Scope(scope);
      const left = node.type === "ForOfStatement" || node.type === "ForInStatement" ? node.left : undefined;
      const init = node.type === "ForStatement" ? node.init : left;
      if (init?.type === "VariableDeclaration") for (const { id } of init.declarations) inner.hide(id);
      return inner;
    }, this.#top);
  }
}
