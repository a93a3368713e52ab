import { describe, expect, it } from "vitest";
import { flags, refusalOf, scenario } from "../../test/fixtures/option-layers.js";
import { loadPlanOf } from "./load-plan-of.js";
import { type OptionLayer, resolveOptions } from "./resolve-options.js";

const planOf = (...layers: OptionLayer[]) => loadPlanOf(resolveOptions(layers));
const refusal = (...layers: OptionLayer[]) => refusalOf(() => planOf(...layers));

describe("the load that the options ask for", () => {
  it("is a number of users, stages of users, or an arrival rate", () => {
    expect(planOf(flags({ users: "4", duration: "10s" }))).toMatchObject({ kind: "closed", initialUsers: 4 });
    expect(planOf(flags({ stages: ["10s:5"] }))).toMatchObject({ kind: "closed", stages: [{ durationMs: 10_000, users: 5 }] });
    expect(planOf(flags({ rate: "20/s", maxUsers: "50", duration: "30s" }))).toEqual({
      kind: "open",
      version: 1,
      initialPerSecond: 20,
      stages: [{ durationMs: 30_000, perSecond: 20 }],
      maxUsers: 50,
      maxLatenessMs: 10_000,
    });
  });

  it("is stages of rates that start at the given rate", () => {
    const stages = ["30s:20/s", { duration: "1m", rate: "60/m" }];
    expect(planOf(scenario({ stages, maxUsers: 9, maxLateness: "1s" }))).toMatchObject({
      initialPerSecond: 0,
      stages: [
        { durationMs: 30_000, perSecond: 20 },
        { durationMs: 60_000, perSecond: 1 },
      ],
      maxLatenessMs: 1000,
    });
    expect(planOf(scenario({ stages, maxUsers: 9, rate: "2/s" }))).toMatchObject({ initialPerSecond: 2 });
  });

  it("follows the stronger source", () => {
    const open = scenario({ rate: "20/s", maxUsers: 5 });
    expect(planOf(open, flags({ users: "3" }))).toMatchObject({ kind: "closed", initialUsers: 3 });
    expect(planOf(scenario({ users: 3, duration: "1m" }), flags({ rate: "5/s", maxUsers: "2" }))).toMatchObject({
      kind: "open",
      stages: [{ durationMs: 60_000, perSecond: 5 }],
    });
    expect(planOf(scenario({ stages: ["10s:5"] }), flags({ users: "3" }))).toMatchObject({ initialUsers: 3 });
    expect(planOf(scenario({ stages: ["10s:5"] }), flags({ rate: "5/s", maxUsers: "2" }))).toMatchObject({ kind: "open" });
    const rates = scenario({ stages: ["10s:20/s"], maxUsers: 5 });
    expect(planOf(rates, flags({ rate: "5/s", duration: "3s" }))).toMatchObject({ stages: [{ durationMs: 3000, perSecond: 5 }] });
    expect(planOf(open, flags({ stages: ["10s:5"] }))).toMatchObject({ kind: "closed", initialUsers: 0 });
  });

  it.each([
    [{ rate: "20/s" }, "--rate needs --max-users: the number of users for its iterations; add --max-users"],
    [{ stages: ["10s:20/s"] }, "--stage needs --max-users"],
    [{ rate: "20/s", maxUsers: "5", users: "5" }, "--users and --rate exclude each other; with a rate, maxUsers says"],
    [{ rate: "20/s", maxUsers: "5", iterations: "3" }, "--iterations and --rate exclude each other; the users of a rate share"],
    [{ stages: ["10s:20/s"], maxUsers: "5", iterations: "3" }, "--iterations and --stage exclude each other"],
    [{ rate: "20/s", maxUsers: "5", rampUp: "5s" }, "--ramp-up and --rate exclude each other; stages of rates ramp up"],
    [{ stages: ["10s:20/s"], maxUsers: "5", duration: "5s" }, "--duration and --stage exclude each other"],
    [{ rate: "20/s", maxUsers: "5", stages: ["10s:5"] }, "--stage and --rate exclude each other"],
    [{ maxUsers: "5" }, "--max-users is of no use without a rate; add --rate"],
    [{ stages: ["10s:0/s"], maxUsers: "5" }, "the stages never start an iteration"],
    [{ stages: ["10s:5", "10s:5/s"] }, '--stage is ["10s:5","10s:5/s"], but it takes stages such as'],
    [{ rate: "20" }, '--rate is "20", but it takes a rate from "1/h" to "1000/s"'],
    [{ rate: "2000/s" }, '--rate is "2000/s"'],
    [{ stages: ["10s:0"] }, "the stages never have a user"],
  ])("is refused for %j", (values, message) => {
    expect(refusal(flags(values))).toContain(`INVALID_OPTION: ${message}`);
  });

  it("combines a flag with the scenario's options, and does not refuse the flag before those are known", () => {
    expect(() => resolveOptions([flags({ rate: "20/s" })])).not.toThrow();
    expect(planOf(flags({ rate: "20/s" }), scenario({ maxUsers: 7 }))).toMatchObject({ kind: "open", maxUsers: 7 });
    expect(() => resolveOptions([flags({ maxUsers: "7" })])).not.toThrow();
    expect(planOf(flags({ maxUsers: "7" }), scenario({ rate: "20/s", maxUsers: 2 }))).toMatchObject({ maxUsers: 7 });
    expect(planOf(flags({ rampUp: "11m" }), scenario({ duration: "1h" }))).toMatchObject({ kind: "closed" });
    expect(refusal(flags({ rate: "20/s" }), scenario({}))).toContain("--rate needs --max-users");
    expect(refusal(flags({ rampUp: "11m" }), scenario({}))).toContain("--ramp-up of 11 min is longer than duration of 10 min");
  });

  it("spells a missing option as the source that requires it does", () => {
    expect(refusal({ origin: "environment", values: { rate: "20/s" } })).toContain("LIVELOAD_RATE needs LIVELOAD_MAX_USERS");
    expect(refusal(scenario({ rate: "20/s" }))).toContain("rate of the scenario needs maxUsers: the number of users");
  });

  it("refuses a duration that the stages of a weaker source would ignore", () => {
    expect(refusal(scenario({ stages: ["10s:5"] }), flags({ duration: "5s" }))).toContain(
      "--duration and stages of the scenario exclude each other",
    );
  });
});
