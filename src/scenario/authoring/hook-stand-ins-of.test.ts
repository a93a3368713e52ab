import { describe, expect, it } from "vitest";
import { defineScenario } from "../../scenario/authoring/define-scenario.js";
import type { HookStandIns } from "../../scenario/authoring/hook-stand-in.js";
import { hookStandInsOf } from "./scenario-hooks.js";

const scenario = (name: string, hooks: HookStandIns) => defineScenario({ name, hooks, run: (context) => context });
const mixOf = (...all: readonly HookStandIns[]) => ({
  ...scenario("mix", {}),
  parts: all.map((hooks, at) => ({ file: `${at}.ts`, weight: 1, name: `part ${at}`, scenario: scenario(`part ${at}`, hooks) })),
});
const chart = () => {};

describe("stand-ins for hooks", () => {
  it("are those of the scenario, or of all parts of a mix", () => {
    expect(hookStandInsOf(scenario("one", { Chart: chart }))).toEqual({ Chart: chart });
    const map = () => {};
    expect(hookStandInsOf(mixOf({ Chart: chart }, { Chart: chart, Map: map }))).toEqual({ Chart: chart, Map: map });
  });

  it("are refused when the parts of a mix differ in one", () => {
    expect(() => hookStandInsOf(mixOf({ Chart: chart }, { Chart: () => {} }))).toThrow(
      'hooks.Chart is in "part 0" and "part 1" of the mix, and they differ',
    );
  });
});
