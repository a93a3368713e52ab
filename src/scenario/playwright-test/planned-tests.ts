import type { Scenario } from "../authoring/scenario-types.js";
import type { FixturePool } from "./test/fixture-pool.js";
import type { TestCase } from "./test/suite.js";

/** A test that a run will run, with its fixtures. */
export interface PlannedTest {
  readonly test: TestCase;
  readonly pool: FixturePool;
}

const planned = new WeakMap<Scenario, readonly PlannedTest[]>();

/** Notes the tests of a spec's scenario. */
export function planTests(scenario: Scenario, tests: readonly PlannedTest[]): Scenario {
  planned.set(scenario, tests);
  return scenario;
}

/** The tests of a spec's scenario; none for other scenarios. */
export function plannedTests(scenario: Scenario): readonly PlannedTest[] {
  return planned.get(scenario) ?? [];
}
