import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { LIVE_LOAD_MODULE } from "../run/load-test/run-load-test.js";
import { loadConfigFile } from "./config-file.js";
import type { OptionSpec } from "./option-spec.js";
import { OPTION_NAMES, OPTIONS } from "./options.js";
import { resolveOptions } from "./resolve-options.js";

const schema = JSON.parse(readFileSync("schema/config.json", "utf8")) as object;
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
const validate = ajv.compile(schema);

const loaded = async (name: string, text: string) => {
  const cwd = await mkdtemp(join(tmpdir(), "live-load-config-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await writeFile(join(cwd, name), text);
  return loadConfigFile({ cwd, path: undefined, liveLoad: LIVE_LOAD_MODULE });
};

/** Config files in the documentation. */
const DOCUMENTED = readdirSync("docs")
  .filter((name) => name.endsWith(".md"))
  .flatMap((page) => [...readFileSync(`docs/${page}`, "utf8").matchAll(/^```(ts|json)\n([\s\S]*?)^```$/gm)])
  .filter(([, language, code = ""]) =>
    language === "ts" ? code.includes("export default defineConfig(") : code.includes('"$schema"'),
  )
  .map(([, language, code = ""]) => [`liveload.config.${language}`, code] as const);

const GOOD: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { $schema: "./node_modules/live-load/schema/config.json", scenarios: "load/**/*.scenario.ts" },
  { users: 20, duration: "2h", rampUp: "1h 30m", iterationTimeout: "90s", commandTimeout: "500ms", seed: 7 },
  { stages: ["30s:10", { duration: "1m", users: 0 }], onFailure: "stop", viewport: { width: 1280, height: 720 } },
  { thresholds: ["step_duration: p(95)<500", { threshold: "failed_steps: count<1", abortOnFail: true, delayAbortEval: "10s" }] },
  {
    maxFailureRate: "1%",
    lostLoadTolerance: 0.1,
    acceptStatus: [404, "5xx"],
    routes: ["/shop/:slug"],
    env: "TOKEN,OTHER",
    options: { baseUrl: "http://x", n: 3 },
  },
  {
    backend: "docker",
    backendOptions: { nodes: { cpus: 1 } },
    poolOptions: { bootTimeout: "1m" },
    maxAllowedNodes: 3,
    headed: false,
  },
  {
    ...{ device: "Pixel 7 landscape", deviceScaleFactor: 1.5, isMobile: false, hasTouch: true, userAgent: "Tester/1" },
    ...{
      timezone: "America/Argentina/Ushuaia",
      geolocation: { latitude: -54.8, longitude: -68.3 },
      permissions: ["geolocation"],
    },
    ...{ colorScheme: "dark", reducedMotion: "reduce", serviceWorkers: "block", storageState: "state.json" },
    httpCredentials: { username: "ada", password: "x", origin: "https://staging.test:8443", send: "always" },
    proxy: { server: "http://proxy.test:3128", bypass: ".test", username: "ada", password: "x" },
  },
  { timezone: "UTC", proxy: "socks5://proxy.test:1080", permissions: "camera", storageState: { cookies: [], origins: [] } },
  { reporters: ["junit", "csv"], outputs: "otlp=http://collector:4318", outputInterval: "10s", out: "report" },
];

const BAD: readonly Readonly<Record<string, unknown>>[] = [
  { uzers: 3 },
  { users: 0 },
  { users: 1.5 },
  { users: "many" },
  { duration: "0s" },
  { duration: "soon" },
  { duration: -1 },
  { duration: "30" },
  { onFailure: "retry" },
  { maxFailureRate: 2 },
  { maxFailureRate: "a lot" },
  { stages: [{ duration: "1m" }] },
  { stages: ["1m:5", "1m:5/s"], maxUsers: 4 },
  { rate: 20, maxUsers: 4 },
  { thresholds: [{ threshold: "x", abort: true }] },
  { viewport: { width: 1 } },
  { device: "iPhone 99" },
  { deviceScaleFactor: 0 },
  { isMobile: "yes" },
  { userAgent: "Ünicode" },
  { timezone: "Berlin" },
  { geolocation: { latitude: 91, longitude: 0 } },
  { permissions: ["camra"] },
  { colorScheme: "black" },
  { proxy: "ftp://proxy.test" },
  { proxy: { server: "socks5://proxy.test", username: "ada" } },
  { serviceWorkers: "no" },
  { storageState: { cookies: [] } },
  { storageState: { cookies: [{ name: "a", value: "b" }], origins: [] } },
  { httpCredentials: { username: "ada", password: "x", origin: "staging" } },
  { httpCredentials: { username: "ada", password: "x", send: "never" } },
  { acceptStatus: 200 },
  { acceptStatus: ["2xx"] },
  { options: ["a"] },
  { options: { a: {} } },
  { backendOptions: 3 },
  { scenarios: "" },
  { reporters: [""] },
];

describe("the published schema of config files", () => {
  it("is generated from the option table", async () => {
    const script = pathToFileURL("scripts/build-config-schema.mjs").href;
    const { buildConfigSchema } = (await import(script)) as { buildConfigSchema: (how: { check: boolean }) => Promise<boolean> };
    expect(await buildConfigSchema({ check: true })).toBe(true);
  });

  it("describes the values of every option", () => {
    const silent = OPTION_NAMES.filter((name) => (OPTIONS[name] as OptionSpec<unknown>).parse.schema === undefined);
    expect(silent, "give the option's parse function a schema, as in option-values.ts").toEqual([]);
  });

  it("accepts the config files in the documentation", async () => {
    expect(DOCUMENTED.length).toBeGreaterThan(1);
    for (const [name, code] of DOCUMENTED) {
      const layer = await loaded(name, code);
      expect(validate({ ...layer?.values }), `${code}\n${JSON.stringify(validate.errors)}`).toBe(true);
      expect(() => resolveOptions(layer === undefined ? [] : [layer])).not.toThrow();
    }
  });

  it.each(GOOD)("accepts what a run accepts: %j", (config) => {
    const { $schema: _schema, ...values } = config;
    expect(validate(config), JSON.stringify(validate.errors)).toBe(true);
    expect(() => resolveOptions([{ origin: "config file", values }])).not.toThrow();
  });

  it.each(BAD)("refuses what a run refuses: %j", (values) => {
    expect(validate(values)).toBe(false);
    expect(() => resolveOptions([{ origin: "config file", values }])).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION" }),
    );
  });

  it("accepts no value that an option refuses", () => {
    const texts = [
      "",
      " ",
      "x",
      "1",
      "0",
      "0s",
      "5s",
      "1.5",
      "5%",
      "200%",
      "a,b",
      "1m:5",
      ":5",
      "stop",
      "true",
      "A_B",
      "k=v",
      "20/s",
      "0/h",
      "1m:5/s",
      "x:5",
      "0s:5",
    ];
    const values = [
      ...texts,
      0,
      1,
      -1,
      0.5,
      1e9,
      3e6,
      true,
      false,
      null,
      [],
      {},
      [1],
      [null],
      [[]],
      ["5s"],
      ["1m:5"],
      { a: 1 },
      { a: null },
    ];
    const objects = [
      { width: 1, height: 2 },
      { width: 0, height: 2 },
      { duration: 0, users: 1 },
      [{ duration: "1m", users: 1 }],
      { threshold: "" },
    ];
    for (const name of OPTION_NAMES) {
      const { parse }: OptionSpec<unknown> = OPTIONS[name];
      const accepts = ajv.compile(parse.schema ?? {});
      for (const value of [...values, ...objects])
        if (accepts(value)) expect(parse(value), `${name}: ${JSON.stringify(value)}`).not.toBeUndefined();
    }
  });

  it.each([
    [{ duration: 30 }, 'duration in liveload.config.json is "30"'],
    [{ rampUp: 0 }, 'rampUp in liveload.config.json is "0"'],
    [{ stages: [{ duration: 30, users: 1 }] }, "stages in liveload.config.json"],
    [{ thresholds: [{ threshold: "failed_steps: count<1", delayAbortEval: 30 }] }, "thresholds in liveload.config.json"],
  ])("requires a unit for a duration in a JSON config file: %j", async (config, message) => {
    expect(validate(config)).toBe(false);
    const layer = await loaded("liveload.config.json", JSON.stringify(config));
    expect(() => resolveOptions(layer === undefined ? [] : [layer])).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringContaining(message),
        hint: expect.stringMatching(/say \d+s or \d+ms/),
      }),
    );
  });

  it("keeps numbers in JSON that are not durations", async () => {
    const layer = await loaded("liveload.config.json", JSON.stringify({ users: 3, options: { page: 3 }, seed: 7 }));
    expect(layer?.values).toEqual({ users: 3, options: { page: 3 }, seed: 7 });
  });

  it("may be named by $schema in a JSON config file, which is not an option", async () => {
    const layer = await loaded("liveload.config.json", JSON.stringify({ $schema: "x", users: 3 }));
    expect(layer).toEqual({ origin: "config file", values: { users: 3 }, file: "liveload.config.json" });
    await expect(loaded("liveload.config.json", "[]")).rejects.toMatchObject({
      message: expect.stringContaining("has no object"),
    });
    await expect(loaded("liveload.config.json", "{")).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});
