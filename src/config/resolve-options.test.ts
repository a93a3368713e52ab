import { describe, expect, it } from "vitest";
import { LiveLoadError } from "../base/errors.js";
import { OPTION_NAMES } from "./options.js";
import { environmentLayer, type OptionLayer, resolveOptions } from "./resolve-options.js";
import { environmentName } from "./resolved-options.js";

const failure = (...layers: OptionLayer[]): LiveLoadError => {
  try {
    resolveOptions(layers);
  } catch (error) {
    if (error instanceof LiveLoadError) return error;
    throw error;
  }
  throw new Error("the options were accepted");
};

describe("resolving options", () => {
  it("gives every option a default, with the origin default", () => {
    const { values, origins } = resolveOptions([]);
    expect(values.users).toBe(1);
    expect(values.duration).toBe(600_000);
    expect(values.maxAllowedNodes).toBe(100);
    expect(new Set(Object.values(origins))).toEqual(new Set(["default"]));
    expect(Object.keys(values).sort()).toEqual([...OPTION_NAMES].sort());
  });

  it("prefers flag, then environment, then config file, then scenario, whatever the order of the layers", () => {
    const layers: OptionLayer[] = [
      { origin: "scenario", values: { users: 2, duration: "2s", rampUp: "1s", onFailure: "stop" } },
      { origin: "config file", values: { users: 3, duration: "3s", rampUp: "2s" } },
      { origin: "environment", values: { users: "4", duration: "4s" } },
      { origin: "flag", values: { users: "5" } },
    ];
    for (const order of [layers, [...layers].reverse()]) {
      const { values, origins } = resolveOptions(order);
      expect([values.users, values.duration, values.rampUp, values.onFailure]).toEqual([5, 4000, 2000, "stop"]);
      expect([origins.users, origins.duration, origins.rampUp, origins.onFailure]).toEqual([
        "flag",
        "environment",
        "config file",
        "scenario",
      ]);
    }
  });

  it("names environment variables after the flags", () => {
    expect(environmentName("rampUp")).toBe("LIVELOAD_RAMP_UP");
    expect(environmentName("maxAllowedNodes")).toBe("LIVELOAD_MAX_NODES");
    const { values } = resolveOptions([
      environmentLayer({ LIVELOAD_USERS: "7", LIVELOAD_HEADED: "1", LIVELOAD_REPORTER: "console,html", LIVELOAD_OUT: "" }),
    ]);
    expect([values.users, values.headed, values.reporters, values.out]).toEqual([
      7,
      true,
      ["console", "html"],
      "liveload-report",
    ]);
  });

  it("takes one value per line from the environment for a repeatable flag", () => {
    const { values } = resolveOptions([
      environmentLayer({
        LIVELOAD_OPTION: "baseUrl=http://127.0.0.1:4000\n  greeting=a, b\n",
        LIVELOAD_BACKEND_OPTION: "nodes.cpus=1\nnodes.memory=2GiB",
        LIVELOAD_THRESHOLD: "step_duration: p(95)<500\nfailed_steps: count<1",
        LIVELOAD_STAGE: "1s:1\n2s:2",
      }),
    ]);
    expect(values.options).toEqual({ baseUrl: "http://127.0.0.1:4000", greeting: "a, b" });
    expect(values.backendOptions).toEqual({ nodes: { cpus: 1, memory: "2GiB" } });
    expect(values.thresholds).toHaveLength(2);
    expect(values.stages).toHaveLength(2);
  });

  it.each([
    ["flag", { users: "0" }, '--users is "0", but it takes a whole number from 1 to 1000000'],
    ["flag", { users: "3.5" }, '--users is "3.5"'],
    ["flag", { duration: "nonsense" }, '--duration is "nonsense", but it takes a duration from "1ms" to "24d" such as "500ms"'],
    ["flag", { commandTimeout: "0" }, '--command-timeout is "0", but it takes a duration from "1ms"'],
    ["flag", { stages: ["10s"] }, '--stage is "10s"'],
    ["flag", { stages: ["10s:5", "10s"] }, '--stage is "10s"'],
    ["flag", { stages: ["10s:5", "10s:5/s"] }, '--stage is ["10s:5","10s:5/s"]'],
    ["flag", { acceptStatus: ["200"] }, '--accept-status is "200"'],
    ["flag", { acceptStatus: ["404", "2xx"] }, '--accept-status is "2xx"'],
    ["environment", { acceptStatus: ["404", "200"] }, 'LIVELOAD_ACCEPT_STATUS is "200"'],
    ["config file", { acceptStatus: [404, 200] }, "acceptStatus in liveload.config.ts is [404,200]"],
    ["flag", { thresholds: ["a: count<1", " "] }, '--threshold is " "'],
    ["environment", { maxAllowedNodes: "-1" }, 'LIVELOAD_MAX_NODES is "-1"'],
    ["config file", { onFailure: "retry" }, 'onFailure in liveload.config.ts is "retry", but it takes replace, continue or stop'],
    ["scenario", { rampUp: true }, "rampUp of the scenario is true"],
    ["config file", { options: { nested: {} } }, "options in liveload.config.ts"],
    ["config file", { viewport: { width: 10 } }, "viewport in liveload.config.ts"],
  ] as const)("names option, value and what is allowed (%s %j)", (origin, values, message) => {
    const error = failure({ origin, values, file: "liveload.config.ts" });
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.message).toContain(message);
  });

  it.each([
    ["flag", { duration: "30" }, '--duration is "30", but it takes', "say 30s or 30ms"],
    ["flag", { rampUp: "0" }, '--ramp-up is "0"', "say 0s or 0ms"],
    ["flag", { stages: ["30:10"] }, '--stage is "30:10"', "say 30s or 30ms"],
    ["environment", { iterationTimeout: "90" }, 'LIVELOAD_ITERATION_TIMEOUT is "90"', "say 90s or 90ms"],
    ["config file", { commandTimeout: "30" }, "commandTimeout in liveload.config.ts", "say 30s or 30ms"],
    ["config file", { thresholds: [{ threshold: "x", delayAbortEval: "5" }] }, "thresholds in", "say 5s or 5ms"],
    ["flag", { rate: "20" }, '--rate is "20"', "say 20/s or 20/m"],
    ["config file", { rate: 20 }, "rate in liveload.config.ts is 20", "say 20/s or 20/m"],
    ["code", { duration: -1 }, "duration is -1", undefined],
    ["code", { duration: Number.NaN }, "duration is NaN", undefined],
    ["flag", { duration: "1e99h" }, '--duration is "1e99h"', undefined],
    ["flag", { duration: "25d" }, '--duration is "25d", but it takes a duration from "1ms" to "24d"', undefined],
  ] as const)("requires a unit in text (%s %j)", (origin, values, message, hint) => {
    const error = failure({ origin, values, file: "liveload.config.ts" });
    expect(error.code).toBe("INVALID_OPTION");
    expect(error.message).toContain(message);
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(hint);
  });

  it("accepts a number of milliseconds in code", () => {
    for (const origin of ["code", "config file", "scenario"] as const)
      expect(resolveOptions([{ origin, values: { duration: 30_000, stages: [] } }]).values.duration).toBe(30_000);
  });

  it("keeps durations of a backend as text, so that a missing unit is noticed", () => {
    const { values } = resolveOptions([{ origin: "flag", values: { backendOptions: ["waitForRoom=30", "nodes.cpus=2"] } }]);
    expect(values.backendOptions).toEqual({ waitForRoom: "30", nodes: { cpus: 2 } });
  });

  it.each([
    ["code", { users: "2" }, 'users is "2", but it takes a whole number from 1 to 1000000'],
    ["code", { headed: "true" }, 'headed is "true", but it takes true or false'],
    ["scenario", { maxUsers: "2", rate: "1/s" }, 'maxUsers of the scenario is "2"'],
  ] as const)("refuses text for a number or boolean in code (%s %j)", (origin, values, message) => {
    expect(failure({ origin, values }).message).toContain(message);
  });

  it("checks values that a stronger layer overrides", () => {
    expect(
      failure({ origin: "config file", values: { users: "many" } }, { origin: "flag", values: { users: "3" } }).message,
    ).toContain('users in the config file is "many"');
  });

  it("suggests a similar option for an unknown one", () => {
    const error = failure({ origin: "config file", values: { user: 3 }, file: "liveload.config.ts" });
    expect(error.message).toBe('liveload.config.ts has an unknown option "user"');
    expect(error.hint).toBe('did you mean "users"?');
  });

  it("refuses options of a scenario that would decide where it runs", () => {
    expect(failure({ origin: "scenario", values: { backend: "local" } }).message).toBe(
      'the scenario has an unknown option "backend"',
    );
  });

  it("refuses a ramp-up that is longer than the run", () => {
    expect(failure({ origin: "flag", values: { duration: "5s", rampUp: "6s" } }).message).toBe(
      "--ramp-up of 6 s is longer than --duration of 5 s, which includes it",
    );
  });

  it("refuses stages together with users or duration from the same source, and lets a stronger source win", () => {
    expect(failure({ origin: "flag", values: { users: "3", stages: ["10s:5"] } }).message).toBe(
      "--users and --stage exclude each other",
    );
    const { values } = resolveOptions([
      { origin: "scenario", values: { users: 3 } },
      { origin: "flag", values: { stages: ["10s:5", "1m:0"] } },
    ]);
    expect(values.stages).toEqual([
      { durationMs: 10_000, users: 5 },
      { durationMs: 60_000, users: 0 },
    ]);
  });

  it("turns dotted backend options into objects and keeps prototypes out of reach", () => {
    const { values } = resolveOptions([
      { origin: "flag", values: { backendOptions: ["nodes.cpus=1.5", "nodes.memory=2g", "overcommit=true", "__proto__.x=1"] } },
    ]);
    expect(values.backendOptions.nodes).toEqual({ cpus: 1.5, memory: "2g" });
    expect(values.backendOptions.overcommit).toBe(true);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it("refuses a socks4 proxy for users without a browser, wherever it comes from", () => {
    const layers = (values: OptionLayer["values"]): OptionLayer[] => [
      { origin: "flag", values },
      { origin: "scenario", values: { proxy: "socks4://proxy.test:1080" } },
    ];
    expect(failure(...layers({ browser: "protocol" }))).toMatchObject({
      code: "INVALID_OPTION",
      message: "proxy of the scenario is socks4://proxy.test:1080, which users of protocol cannot use: they have no browser",
      hint: "use a proxy with http://, https:// or socks5://",
    });
    expect(failure(...layers({ backgroundUsers: "5" }))).toMatchObject({ details: { option: "proxy" } });
    expect(resolveOptions(layers({ browser: "chromium" })).values.proxy).toMatchObject({ server: "socks4://proxy.test:1080" });
    const others = resolveOptions([{ origin: "flag", values: { browser: "protocol", proxy: "socks5://proxy.test" } }]);
    expect(others.values.proxy).toMatchObject({ server: "socks5://proxy.test" });
  });

  it("refuses what needs a browser for users without one", () => {
    const layers = (values: object, scenario = {}): OptionLayer[] => [
      { origin: "flag", values: { browser: "protocol", ...values } },
      { origin: "scenario", values: scenario },
    ];
    expect(failure(...layers({ headed: true }))).toMatchObject({
      code: "INVALID_OPTION",
      message: "--headed shows the windows of a browser, and users of protocol have none",
    });
    expect(failure(...layers({}, { network: "4g" })).message).toBe(
      "network of the scenario slows down the network of a browser, and users of protocol have none",
    );
    expect(resolveOptions(layers({ block: ["image"] })).values.browser).toBe("protocol");
  });
});
