import { AsyncLocalStorage } from "node:async_hooks";
import { messageOf } from "../../../base/errors.js";
import { places } from "../../steps/place.js";
import type { Fixture, FixturePool } from "./fixture-pool.js";

/** A fixture that was set up. */
interface Instance {
  readonly value: unknown;
  readonly tearDown: () => Promise<void>;
}

/** Whose fixtures they are, and where they come from. */
interface ScopeOptions {
  readonly pool: FixturePool;
  /** The scope of the fixtures that last longer; absent: this one. */
  readonly outer?: FixtureScope | undefined;
  /** What fixtures receive as their third argument. */
  readonly info: unknown;
}

/** Something that is closed when the fixtures of a scope are torn down. */
interface Closable {
  close(): Promise<unknown>;
}

/** The scope of the fixture of the scope `worker` whose code runs. */
const lasting = new AsyncLocalStorage<FixtureScope>();

/** Where the fixture of the scope `worker` belongs whose code runs; `undefined` in all other code. */
export function lastingScope(): FixtureScope | undefined {
  return lasting.getStore();
}

/** The fixtures that are set up for a test, or for a user: each once, when somebody needs it, and torn down in reverse. */
export class FixtureScope {
  readonly #options: ScopeOptions;
  readonly #instances = new Map<Fixture, Promise<Instance>>();
  readonly #order: Promise<Instance>[] = [];
  readonly #owned = new Set<Closable>();

  constructor(options: ScopeOptions) {
    this.#options = options;
  }

  /** The fixtures of these names, set up. */
  async values(names: readonly string[], by: string): Promise<Readonly<Record<string, unknown>>> {
    const values: Record<string, unknown> = {};
    for (const name of names) values[name] = await this.value(this.#options.pool.get(name, by));
    return values;
  }

  /** The value of a fixture, which is set up unless it was before. */
  async value(fixture: Fixture): Promise<unknown> {
    const { outer } = this.#options;
    if (outer !== undefined && fixture.scope === "worker") return outer.value(fixture);
    let instance = this.#instances.get(fixture);
    if (instance === undefined) {
      instance = this.#setUp(fixture);
      this.#instances.set(fixture, instance);
      this.#order.push(instance);
    }
    return (await instance).value;
  }

  /** Closes this, which a fixture has opened, when all fixtures are torn down. */
  own(opened: Closable): void {
    this.#owned.add(opened);
  }

  /** Tears all down, the latest first; rejects with the first error, after all were torn down. */
  async tearDown(): Promise<void> {
    const errors: unknown[] = [];
    for (const instance of this.#order.splice(0).reverse()) {
      try {
        const set = await instance.catch(() => undefined);
        await set?.tearDown();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#instances.clear();
    const owned = [...this.#owned];
    this.#owned.clear();
    await Promise.all(owned.map((opened) => opened.close().catch(() => {})));
    if (errors.length > 0) throw errors[0] as Error;
  }

  async #setUp(fixture: Fixture): Promise<Instance> {
    const { made, name, needs, base } = fixture;
    if ("value" in made) return { value: made.value, tearDown: async () => {} };
    const by = `the fixture ${JSON.stringify(name)}`;
    const values: Record<string, unknown> = {};
    for (const need of needs) {
      const needed = need === name ? base : this.#options.pool.get(need, by);
      if (needed === undefined) throw new Error(`${by} needs itself, and replaces no fixture of this name`);
      if (fixture.scope === "worker" && needed.scope === "test")
        throw new Error(`${by} is made once a user and cannot use ${JSON.stringify(need)}, which is made for each test`);
      values[need] = await this.value(needed);
    }
    const run = (use: unknown) => made.by(values as never, use as never, this.#options.info as never);
    // A fixture that lasts as long as the user belongs to no iteration: its end must not count as late.
    const outside = (use: unknown) => lasting.run(this, () => places.exit(() => run(use)));
    return handedOver((use) => (fixture.scope === "worker" ? outside(use) : run(use)), by);
  }
}

/** Runs a fixture's function until it hands its value over; the rest of it runs when the fixture is torn down. */
function handedOver(run: (use: (value: unknown) => Promise<void>) => unknown, by: string): Promise<Instance> {
  return new Promise((resolve, reject) => {
    let goOn: () => void = () => {};
    let isUsed = false;
    const use = (value: unknown) => {
      isUsed = true;
      const held = new Promise<void>((done) => {
        goOn = done;
      });
      resolve({
        value,
        tearDown: async () => {
          goOn();
          await running;
        },
      });
      return held;
    };
    const running = (async () => run(use))();
    running.then(
      () => {
        if (!isUsed) reject(new Error(`${by} did not call use()`));
      },
      (error: unknown) => {
        if (!isUsed) reject(error instanceof Error ? error : new Error(messageOf(error)));
      },
    );
  });
}
