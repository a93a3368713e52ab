import { describe, expect, it } from "vitest";
import { flags, refusalOf, scenario } from "../../test/fixtures/option-layers.js";
import { backgroundPlanOf } from "./background-plan-of.js";
import { loadPlanOf } from "./load-plan-of.js";
import { type OptionLayer, resolveOptions } from "./resolve-options.js";

const planOf = (...layers: OptionLayer[]) => {
  const resolved = resolveOptions(layers);
  return backgroundPlanOf(resolved, loadPlanOf(resolved));
};
const refusal = (...layers: OptionLayer[]) => refusalOf(() => planOf(...layers));

describe("the load of background users", () => {
  it("is as long as that of the users in browsers, and ramps up with it", () => {
    expect(planOf(flags({ users: "2", duration: "10s" }))).toBeUndefined();
    expect(planOf(flags({ backgroundUsers: "30", duration: "10s", rampUp: "4s" }))).toMatchObject({
      kind: "closed",
      stages: [
        { durationMs: 4000, users: 30 },
        { durationMs: 6000, users: 30 },
      ],
    });
    expect(planOf(flags({ backgroundUsers: "30", stages: ["10s:5", "5s:0"] }))).toMatchObject({
      stages: [{ durationMs: 15_000, users: 30 }],
    });
  });

  it("can be stages, or a rate for the users that there are", () => {
    expect(planOf(flags({ backgroundStages: ["1m:1000", "5m:1000"] }))).toMatchObject({ kind: "closed", initialUsers: 0 });
    expect(planOf(flags({ backgroundRate: "200/s", backgroundUsers: "500", duration: "30s" }))).toEqual({
      kind: "open",
      version: 1,
      initialPerSecond: 200,
      stages: [{ durationMs: 30_000, perSecond: 200 }],
      maxUsers: 500,
      maxLatenessMs: 10_000,
    });
    const late = { backgroundUsers: 5, maxLateness: "500ms" };
    expect(planOf(scenario({ ...late, backgroundRate: "2/s" }))).toMatchObject({ maxLatenessMs: 500 });
    expect(planOf(scenario({ ...late, backgroundStages: ["5s:2/s"] }))).toMatchObject({ maxLatenessMs: 500 });
    expect(refusal(scenario(late))).toContain("maxLateness of the scenario is of no use without a rate");
    const stages = ["30s:20/s"];
    expect(planOf(scenario({ backgroundStages: stages, backgroundUsers: 9, backgroundRate: "2/s" }))).toMatchObject({
      initialPerSecond: 2,
      stages: [{ durationMs: 30_000, perSecond: 20 }],
    });
  });

  it("follows the stronger source", () => {
    expect(planOf(scenario({ backgroundStages: ["10s:5"] }), flags({ backgroundUsers: "3" }))).toMatchObject({ initialUsers: 3 });
    expect(planOf(scenario({ backgroundRate: "5/s", backgroundUsers: 9 }), flags({ backgroundUsers: "0" }))).toBeUndefined();
    expect(
      planOf(
        scenario({ backgroundStages: ["10s:5"], backgroundUsers: 9 }),
        flags({ backgroundRate: "5/s", backgroundUsers: "2" }),
      ),
    ).toMatchObject({ kind: "open", maxUsers: 2 });
    expect(planOf(scenario({ backgroundUsers: 9 }), flags({ backgroundUsers: "0" }))).toBeUndefined();
  });

  it.each([
    [{ backgroundRate: "20/s" }, "--background-rate needs --background-users: the number of users for its iterations; add"],
    [{ backgroundStages: ["5s:3"], backgroundUsers: "2" }, "--background-users and --background-stage exclude each other"],
    [{ backgroundStages: ["5s:3"], backgroundRate: "2/s" }, "--background-stage and --background-rate exclude each other"],
    [{ backgroundStages: ["5s:0"] }, "the background stages never have a user"],
    [{ backgroundStages: ["5s:0/s"], backgroundUsers: "2" }, "the background stages never start an iteration"],
    [{ backgroundUsers: "2", browser: "protocol" }, "--background-users is of no use with --browser protocol: all users are"],
    [{ backgroundUsers: "-2" }, '--background-users is "-2", but it takes a whole number from 0 to 1000000'],
  ])("%j is refused", (given, message) => {
    expect(refusal(flags(given), scenario({}))).toContain(`INVALID_OPTION: ${message}`);
  });
});
