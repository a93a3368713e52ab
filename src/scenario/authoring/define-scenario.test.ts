import { describe, expect, it } from "vitest";
import { LiveLoadError } from "../../base/errors.js";
import { defineScenario, isScenario } from "./define-scenario.js";
import { resolveConfig, resolveThrottles } from "./resolve-scenario.js";
import { interarrival, parallelism, rate } from "./throttle-spec.js";

const run = () => {};

function failure(act: () => unknown): LiveLoadError {
  try {
    act();
  } catch (error) {
    if (error instanceof LiveLoadError) return error;
  }
  throw new Error("it did not throw a LiveLoadError");
}

async function rejection(promise: Promise<unknown>): Promise<LiveLoadError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof LiveLoadError) return error;
  throw new Error("it did not reject with a LiveLoadError");
}

describe("defineScenario", () => {
  it("returns a frozen scenario that other instances of the package recognise", () => {
    const scenario = defineScenario({ name: "shop", users: 3, duration: "5m", routes: ["/a/:b"], assigns: { n: 1 }, run });
    expect(Object.isFrozen(scenario)).toBe(true);
    expect(scenario).toMatchObject({
      name: "shop",
      assigns: { n: 1 },
      defaults: { users: 3, duration: "5m", routes: ["/a/:b"] },
    });
    expect(Object.keys(scenario.defaults)).toEqual(["users", "duration", "routes"]);
    expect(isScenario(scenario)).toBe(true);
    expect(isScenario(Object.defineProperty({}, Symbol.for("live-load.scenario"), { value: true }))).toBe(true);
    for (const other of [undefined, null, "shop", {}, { ...scenario }]) expect(isScenario(other)).toBe(false);
  });

  it("copies the initial assigns, so later changes have no effect", () => {
    const assigns = { list: [1] };
    const scenario = defineScenario({ name: "shop", assigns, run });
    assigns.list.push(2);
    expect(scenario.assigns).toEqual({ list: [1] });
  });

  it.each([
    ["no spec", undefined, "spec", "the scenario's spec is undefined, but it takes an object with at least name and run"],
    ["no name", { run }, "name", "the scenario's name is undefined, but it takes a text that is not empty"],
    ["an empty name", { name: " ", run }, "name", `the scenario's name is " ", but it takes a text that is not empty`],
    ["no run", { name: "a" }, "run", "the scenario's run is undefined, but it takes a function of context, userId and config"],
    ["a run that is not a function", { name: "a", run: 1 }, "run", "the scenario's run is 1, but it takes a function"],
    [
      "an answer to dialogs that there is not",
      { name: "a", run, onDialog: { confirm: 1 } },
      "onDialog.confirm",
      `the scenario's onDialog.confirm is 1, but it takes "accept" or "dismiss"`,
    ],
    [
      "a config that is not a function",
      { name: "a", run, config: {} },
      "config",
      "the scenario's config is {}, but it takes a function",
    ],
    [
      "throttles that are not a function",
      { name: "a", run, throttles: [] },
      "throttles",
      "the scenario's throttles is [], but it takes a function",
    ],
    [
      "assigns that are not an object",
      { name: "a", run, assigns: [1] },
      "assigns",
      "the scenario's assigns is [1], but it takes an object",
    ],
    [
      "a stand-in that is no function",
      { name: "a", run, hooks: { Chart: "x" } },
      "hooks.Chart",
      'the scenario\'s hooks.Chart is "x", but it takes a function',
    ],
    ["an unknown key", { name: "a", run, usres: 5 }, "usres", 'the scenario "a" has an unknown key "usres"'],
    [
      "assigns with a function",
      { name: "a", run, assigns: { ok: 1, f: () => 1 } },
      "assigns.f",
      'assigns.f of the scenario "a" cannot be copied',
    ],
  ])("refuses %s", (_what, spec, option, message) => {
    const error = failure(() => defineScenario(spec as never));
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.message).toContain(message);
    expect(error.details.option).toBe(option);
  });

  it("suggests the key that was meant", () => {
    expect(failure(() => defineScenario({ name: "a", run, usres: 5 } as never)).hint).toBe('did you mean "users"?');
  });
});

describe("resolveConfig", () => {
  it("resolves to the result of config, or to undefined without one", async () => {
    const scenario = defineScenario({
      name: "a",
      config: async (options) => ({ url: options.baseUrl, n: Number(options.n) }),
      run,
    });
    expect(await resolveConfig(scenario, { baseUrl: "http://x", n: "3" })).toEqual({ url: "http://x", n: 3 });
    expect(await resolveConfig(defineScenario({ name: "a", run }), {})).toBeUndefined();
  });

  it("wraps an error of the user's code and keeps its line in the cause", async () => {
    const scenario = defineScenario({
      name: "shop",
      config: () => {
        throw new Error("no base url");
      },
      run,
    });
    const error = await rejection(resolveConfig(scenario, {}));
    expect(error).toMatchObject({ code: "CONFIG_FAILED", message: 'config of the scenario "shop" failed: no base url' });
    expect((error.cause as Error).stack).toContain("define-scenario.test.ts");
  });
});

describe("resolveThrottles", () => {
  it("resolves to plain JSON", async () => {
    const scenario = defineScenario({
      name: "a",
      config: () => ({ perSecond: 10 }),
      throttles: ({ perSecond }) => [
        rate("orders", `${perSecond}/s`).ramp(6000, { duration: "5m" }).ramp("1/s", { steps: 4, every: "30s" }),
        interarrival("mails", "500ms").ramp("1s", { duration: 1000 }),
        parallelism("seats", 3),
      ],
      run,
    });
    const specs = await resolveThrottles(scenario, await resolveConfig(scenario, {}));
    expect(JSON.parse(JSON.stringify(specs))).toEqual([
      {
        kind: "rate",
        name: "orders",
        perSecond: 10,
        ramps: [
          { kind: "linear", to: 100, durationMs: 300_000 },
          { kind: "stepped", to: 1, steps: 4, everyMs: 30_000 },
        ],
      },
      { kind: "interarrival", name: "mails", intervalMs: 500, ramps: [{ kind: "linear", to: 1000, durationMs: 1000 }] },
      { kind: "parallelism", name: "seats", limit: 3 },
    ]);
    expect(await resolveThrottles(defineScenario({ name: "a", run }), undefined)).toEqual([]);
  });

  it.each([
    ["throws", () => Promise.reject(new Error("boom")), "boom"],
    ["returns something other than a list", () => ({}), "it must return a list of throttles"],
    ["returns a list of other things", () => [{ name: "a" }], "each throttle must be made by rate, interarrival or parallelism"],
    ["names one twice", () => [rate("a", 1), parallelism("a", 1)], 'there are two throttles named "a"'],
    [
      "has a bad rate",
      () => [rate("a", "1/d" as never)],
      'the rate of throttle "a" is "1/d", but it takes a rate from "1/h" to "1000/s"',
    ],
  ])("fails when throttles %s", async (_what, throttles, message) => {
    const scenario = defineScenario({ name: "shop", throttles: throttles as never, run });
    const error = await rejection(resolveThrottles(scenario, undefined));
    expect(error.code).toBe("CONFIG_FAILED");
    expect(error.message).toContain(`throttles of the scenario "shop" failed: `);
    expect(error.message).toContain(message);
  });
});
