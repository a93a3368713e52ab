import { LiveLoadError } from "../../../base/errors.js";
import { isRecord } from "../../../base/invalid-option.js";
import { suggest } from "../../../base/wording/suggest.js";
import { fixtureNames } from "./fixture-names.js";

/** Fixtures by name, as `extend` and `use` take them: a value, a function, or either with options in a list. */
export type FixtureLayer = Readonly<Record<string, unknown>>;

/** A fixture: how its value is made, and on what it depends. */
export interface Fixture {
  readonly name: string;
  /** The value itself, or a function that hands it to `use`. */
  readonly made: { readonly value: unknown } | { readonly by: (fixtures: never, use: never, info: never) => unknown };
  readonly needs: readonly string[];
  readonly scope: "test" | "worker";
  /** It is set up although nobody names it. */
  readonly isAuto: boolean;
  /** What it replaces, and receives under its own name. */
  readonly base: Fixture | undefined;
}

/** The fixtures that a `test` knows: each layer adds some, or replaces those of the layers before it. */
export class FixturePool {
  readonly #fixtures: ReadonlyMap<string, Fixture>;
  readonly #derived = new WeakMap<FixtureLayer, FixturePool>();

  private constructor(fixtures: ReadonlyMap<string, Fixture>) {
    this.#fixtures = fixtures;
  }

  static readonly empty = new FixturePool(new Map());

  /** The fixture of a name; throws when there is none. */
  get(name: string, by: string): Fixture {
    const fixture = this.#fixtures.get(name);
    if (fixture !== undefined) return fixture;
    const hint = suggest(name, [...this.#fixtures.keys()]);
    throw new LiveLoadError("SCENARIO_LOAD_FAILED", `${by} has an unknown parameter ${JSON.stringify(name)}; ${hint}`);
  }

  has(name: string): boolean {
    return this.#fixtures.has(name);
  }

  get automatic(): readonly Fixture[] {
    return [...this.#fixtures.values()].filter(({ isAuto }) => isAuto);
  }

  /** The fixtures of this pool, and beneath them those of another. */
  over(other: FixturePool): FixturePool {
    // What both inherit from the same `test` must not hide what only the other one replaced.
    const own = [...this.#fixtures].filter(([name, fixture]) => !isBeneath(fixture, other.#fixtures.get(name)));
    return new FixturePool(new Map([...other.#fixtures, ...own]));
  }

  /** The same with another layer on top. */
  with(layer: FixtureLayer): FixturePool {
    let derived = this.#derived.get(layer);
    if (derived === undefined) {
      const fixtures = new Map(this.#fixtures);
      for (const [name, written] of Object.entries(layer)) fixtures.set(name, fixtureOf(name, written, fixtures.get(name)));
      derived = new FixturePool(fixtures);
      this.#derived.set(layer, derived);
    }
    return derived;
  }
}

function isBeneath(fixture: Fixture, other: Fixture | undefined): boolean {
  for (let one = other; one !== undefined; one = one.base) if (one === fixture) return true;
  return false;
}

function fixtureOf(name: string, written: unknown, base: Fixture | undefined): Fixture {
  const [given, options] = isWithOptions(written) ? written : [written, {}];
  const scope = options.scope === "worker" ? "worker" : options.scope === "test" ? "test" : (base?.scope ?? "test");
  const isFunction = typeof given === "function";
  return {
    name,
    made: isFunction ? { by: given as (fixtures: never, use: never, info: never) => unknown } : { value: given },
    needs: isFunction ? fixtureNames(given, `the fixture ${JSON.stringify(name)}`) : [],
    scope,
    isAuto: options.auto === undefined ? (base?.isAuto ?? false) : options.auto === true,
    base,
  };
}

const OPTIONS = ["scope", "auto", "option", "timeout", "title", "box"];

/** A list is a fixture with options only if its second item is such an object: values of options may be lists themselves. */
function isWithOptions(written: unknown): written is readonly [unknown, Readonly<Record<string, unknown>>] {
  if (!Array.isArray(written)) return false;
  const list: readonly unknown[] = written;
  return isRecord(list[1]) && Object.keys(list[1]).some((key) => OPTIONS.includes(key));
}
