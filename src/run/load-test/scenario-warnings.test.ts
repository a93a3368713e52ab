import { describe, expect, it } from "vitest";
import { resolveOptions } from "../../config/resolve-options.js";
import { defineScenario } from "../../scenario/authoring/define-scenario.js";
import { scenarioWarnings } from "./scenario-warnings.js";

const scenario = defineScenario({ name: "shop", run: (context) => context.halt() });
const warningsOf = (config: unknown, values: Readonly<Record<string, unknown>> = {}) =>
  scenarioWarnings({
    scenario,
    config,
    options: resolveOptions([{ origin: "flag", values }]),
    users: 1,
    seed: 1,
    ignoredThresholds: [],
  });

describe("a value that config returns", () => {
  it("causes a warning when it looks like an option", () => {
    expect(warningsOf({ baseUrl: "http://127.0.0.1", commandTimeout: "10s" })).toEqual([
      'config of the scenario "shop" returns commandTimeout, which does not set that option: options go beside config',
    ]);
    expect(warningsOf({ users: 20, thresholds: ["step_duration: p(95)<500"] })).toHaveLength(2);
  });

  it("causes none when the option would refuse it, already has it, or cannot be set by a scenario", () => {
    expect(warningsOf({ users: ["ann", "bob"], duration: { from: 1 }, backend: "docker" })).toEqual([]);
    expect(warningsOf({ commandTimeout: 10_000 }, { commandTimeout: "10s" })).toEqual([]);
    expect(warningsOf(undefined)).toEqual([]);
  });
});
