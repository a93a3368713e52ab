import { describe, expect, it } from "vitest";
import { isLiveLoadError } from "../../base/errors.js";
import { interarrival, isThrottle, parallelism, rate, type ThrottleSpec } from "./throttle-spec.js";

const perSecond = (spec: ThrottleSpec) => (spec.kind === "rate" ? spec.perSecond : undefined);

describe("a throttle", () => {
  it.each([
    ["10/s", 10],
    ["1.5/s", 1.5],
    ["90/m", 1.5],
    ["30 / min", 0.5],
    ["1/h", 1 / 3600],
    ["1000/s", 1000],
    [6, 0.1],
    [1 / 60, 1 / 3600],
  ])("takes the rate %s", (given, expected) => {
    expect(perSecond(rate("a", given as never).spec)).toBeCloseTo(expected, 12);
  });

  it.each(["0/s", "1001/s", "0.9/h", "10", "10/d", "-1/s", "", 0, -5, Number.NaN, Number.POSITIVE_INFINITY, 60_001, null, {}])(
    "refuses the rate %s",
    (given) => {
      expect(() => rate("a", given as never)).toThrow(
        /the rate of throttle "a" is .*, but it takes a rate from "1\/h" to "1000\/s"/,
      );
    },
  );

  it.each([["0.5ms"], ["2h"], [0], [-1], ["often"], [undefined]])("refuses the interval %s", (given) => {
    expect(() => interarrival("a", given as never)).toThrow(
      /the interval of throttle "a" is .*, but it takes an interval from 1 ms to 1 h/,
    );
  });

  it.each([[0], [1.5], [-1], ["3"], [Number.NaN]])("refuses the limit %s", (given) => {
    expect(() => parallelism("a", given as never)).toThrow(
      /the limit of throttle "a" is .*, but it takes a whole number of at least 1/,
    );
  });

  it.each([[""], [" "], [3], [undefined]])("refuses the name %s", (name) => {
    for (const make of [
      () => rate(name as never, 1),
      () => interarrival(name as never, 1),
      () => parallelism(name as never, 1),
    ]) {
      expect(make).toThrow(/the name of a \w+ throttle is .*, but it takes a text that is not empty/);
    }
  });

  it.each([
    [{ duration: "0s" }, "duration of the ramp"],
    [{ duration: "soon" }, "duration of the ramp"],
    [{ steps: 0, every: "1s" }, "steps of the ramp"],
    [{ steps: 2, every: 0 }, "every of the ramp"],
    [{ steps: 2 }, "shape of the ramp"],
    [{ duration: "1s", steps: 2, every: "1s" }, "shape of the ramp"],
    [{ duration: "1s", evry: 1 }, "shape of the ramp"],
    [undefined, "shape of the ramp"],
  ])("refuses the ramp %j", (shape, what) => {
    expect(() => rate("a", 1).ramp(2, shape as never)).toThrow(`the ${what} of throttle "a" is`);
  });

  it("refuses a ramp to a rate or an interval that is out of range", () => {
    expect(() => rate("a", 1).ramp("2000/s", { duration: "1s" })).toThrow('the ramp of throttle "a" is "2000/s"');
    expect(() => interarrival("a", 1).ramp("2h", { duration: "1s" })).toThrow('the ramp of throttle "a" is "2h"');
  });

  it("does not change when a ramp is added to it", () => {
    const steady = rate("a", 1);
    const ramped = steady.ramp(2, { duration: "1s" });
    expect(steady.spec).toMatchObject({ ramps: [] });
    expect(ramped).not.toBe(steady);
    expect(isThrottle(ramped) && isThrottle(parallelism("b", 1))).toBe(true);
    expect(isThrottle({ ...steady })).toBe(false);
  });

  it.each([
    [() => interarrival("a", "500" as never), "say 500s or 500ms"],
    [() => rate("a", 1).ramp(2, { duration: "30" as never }), "say 30s or 30ms"],
    [() => rate("a", "10" as never), "say 10/s or 10/m"],
  ])("asks for the missing unit of a text", (make, hint) => {
    expect(make).toThrow(expect.objectContaining({ code: "INVALID_OPTION", hint: expect.stringContaining(hint) }));
  });

  it("is refused with INVALID_OPTION", () => {
    let thrown: unknown;
    try {
      rate("a", "x" as never);
    } catch (error) {
      thrown = error;
    }
    expect(isLiveLoadError(thrown, "INVALID_OPTION")).toBe(true);
  });
});
