import { describe, expect, it } from "vitest";
import { defineScenario } from "./define-scenario.js";
import type { HookStandIns } from "./hook-stand-in.js";
import { hookStandInsOf } from "./hook-stand-ins-of.js";

const scenario = (name: string, hooks: HookStandIns) => defineScenario({ name, hooks, run: (context) => context });
const mixOf = (...all: readonly HookStandIns[]) => ({
  ...scenario("mix", {}),
  parts: all.map((hooks, at) => ({ file: `${at}.ts`, weight: 1, name: `part ${at}`, scenario: scenario(`part ${at}`, hooks) })),
});
const chart = () => {};

describe("stand-ins for hooks", () => {
  it("are those of the scenario, or of all parts of a mix", () => {
    expect(hookStandInsOf(scenario("one", { Chart: chart }), "protocol")).toEqual({ Chart: chart });
    const map = () => {};
    expect(hookStandInsOf(mixOf({ Chart: chart }, { Chart: chart, Map: map }), "protocol")).toEqual({ Chart: chart, Map: map });
  });

  it("are refused when the parts of a mix differ in one", () => {
    expect(() => hookStandInsOf(mixOf({ Chart: chart }, { Chart: () => {} }), "protocol")).toThrow(
      'hooks.Chart is in "part 0" and "part 1" of the mix, and they differ',
    );
  });

  it("are of no use to browsers, so that there they may differ", () => {
    expect(hookStandInsOf(mixOf({ Chart: chart }, { Chart: () => {} }), "chromium")).toEqual({});
  });
});
