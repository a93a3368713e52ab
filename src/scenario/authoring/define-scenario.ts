import { LiveLoadError } from "../../base/errors.js";
import { invalidOption, shownValue } from "../../base/invalid-option.js";
import { suggest } from "../../base/wording/suggest.js";
import { copyOfAssigns } from "../iteration/user-assigns.js";
import type { Assigns } from "../steps/arguments/step-options.js";
import { isDataPool, type PoolSpec } from "./data-pool.js";
import { type AnyDialogAnswer, misfitOfAnswer } from "./dialog-answer.js";
import type { HookStandIns } from "./hook-stand-in.js";
import type { Scenario, ScenarioDefaults, ScenarioSpec } from "./scenario-types.js";

/** Shared by all instances of this package: a bundle and the runner around it may each have one. */
const BRAND = Symbol.for("live-load.scenario");

/** The keys of {@link ScenarioDefaults}. */
export const DEFAULT_KEYS = Object.keys({
  users: true,
  duration: true,
  rampUp: true,
  stages: true,
  rate: true,
  maxUsers: true,
  maxLateness: true,
  backgroundUsers: true,
  backgroundStages: true,
  backgroundRate: true,
  iterationTimeout: true,
  commandTimeout: true,
  setupTimeout: true,
  onFailure: true,
  iterations: true,
  recycleAfter: true,
  thresholds: true,
  maxFailureRate: true,
  lostLoadTolerance: true,
  acceptStatus: true,
  strict: true,
  routes: true,
  device: true,
  viewport: true,
  deviceScaleFactor: true,
  isMobile: true,
  hasTouch: true,
  userAgent: true,
  locale: true,
  timezone: true,
  geolocation: true,
  permissions: true,
  colorScheme: true,
  reducedMotion: true,
  extraHeaders: true,
  ignoreCertificateErrors: true,
  httpCredentials: true,
  clientCertificates: true,
  proxy: true,
  serviceWorkers: true,
  assets: true,
  storageState: true,
  block: true,
  network: true,
} satisfies Record<keyof ScenarioDefaults, true>);

const OWN_KEYS = [
  "name",
  "assigns",
  "config",
  "throttles",
  "data",
  "setup",
  "teardown",
  "settle",
  "interactionAdapters",
  "hooks",
  "onDialog",
  "beforeUser",
  "afterUser",
  "run",
];

/**
 * Defines a scenario. Export the result as the default of a `*.scenario.ts` module.
 * @throws LiveLoadError `INVALID_OPTION` for a key that is unknown or has a wrong value
 * @example
 * ```ts
 * export default defineScenario({
 *   name: "counter",
 *   config: (options) => ({ baseUrl: options.baseUrl ?? "http://127.0.0.1:4000" }),
 *   run: (context) => context.navigate("/counter").waitForLiveView().click("#inc").think("1s", "3s"),
 * });
 * ```
 */
export function defineScenario<
  A extends object = Assigns,
  const N extends string = never,
  C = undefined,
  R extends object = Record<never, never>,
  S = undefined,
>(spec: ScenarioSpec<A, N, C, R, S>): Scenario {
  const given: unknown = spec;
  if (typeof given !== "object" || given === null) throw invalid("spec", given, "an object with at least name and run");
  const values: Readonly<Record<string, unknown>> = { ...given };
  const name = checkName(values.name);
  refuseUnknown(name, values);
  const scenario: Scenario = {
    name,
    defaults: defaultsOf(values),
    assigns: Object.freeze(copyOfAssigns(checkAssigns(values.assigns), name)),
    config: checkFunction("config", values.config),
    throttles: checkFunction("throttles", values.throttles),
    data: Object.freeze(checkData(values.data)),
    setup: checkFunction("setup", values.setup),
    teardown: checkFunction("teardown", values.teardown),
    onDialog: checkDialogAnswer(values.onDialog),
    settle: checkSettle(values.settle),
    interactionAdapters: checkAdapters(values.interactionAdapters),
    hooks: checkHooks(values.hooks),
    beforeUser: checkFunction("beforeUser", values.beforeUser),
    afterUser: checkFunction("afterUser", values.afterUser),
    run: checkFunction("run", values.run) ?? missingRun(),
    mix: [],
    parts: [],
  };
  return brandScenario(scenario);
}

/** Marks an object as a scenario, and freezes it. */
export function brandScenario(scenario: Scenario): Scenario {
  return Object.freeze(Object.defineProperty(scenario, BRAND, { value: true }));
}

/** Whether `value` was made by `defineScenario` or `mix` of any instance of this package. */
export function isScenario(value: unknown): value is Scenario {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}

/** The scenario that a module exports as its default; in CommonJS as `module.exports` or `exports.default`. */
export function exportedScenario(module: { readonly default?: unknown }): Scenario | undefined {
  return scenarioIn(module.default);
}

/** The scenario in a module's default export. */
export function scenarioIn(exported: unknown): Scenario | undefined {
  if (isScenario(exported)) return exported;
  // Bundlers wrap a CommonJS module as the default export of an ES module.
  const inner =
    typeof exported === "object" && exported !== null ? (exported as { readonly default?: unknown }).default : undefined;
  return isScenario(inner) ? inner : undefined;
}

/** Checks the name of a scenario or a mix. Throws `INVALID_OPTION`. */
export function checkName(name: unknown): string {
  if (typeof name === "string" && name.trim() !== "") return name;
  throw invalid("name", name, "a text that is not empty");
}

function checkSettle(settle: unknown): boolean {
  if (settle === undefined || typeof settle === "boolean") return settle === true;
  throw invalid("settle", settle, "true or false");
}

function checkAdapters(adapters: unknown): readonly string[] {
  const isPath = (path: unknown) => typeof path === "string" && path !== "";
  if (adapters === undefined) return [];
  if (Array.isArray(adapters) && adapters.every(isPath)) return Object.freeze([...(adapters as readonly string[])]);
  throw invalid("interactionAdapters", adapters, 'a list of files: [asset("./my-adapter.js")]');
}

function checkHooks(hooks: unknown): HookStandIns {
  if (hooks === undefined) return {};
  const allowed = "functions by the names of hooks: { Chart: ({ el, pushEvent }) => … }";
  if (typeof hooks !== "object" || hooks === null || Array.isArray(hooks)) throw invalid("hooks", hooks, allowed);
  for (const [name, hook] of Object.entries(hooks))
    if (typeof hook !== "function") throw invalid(`hooks.${name}`, hook, "a function");
  return Object.freeze({ ...hooks }) as HookStandIns;
}

function refuseUnknown(scenario: string, values: Readonly<Record<string, unknown>>): void {
  const known = [...OWN_KEYS, ...DEFAULT_KEYS];
  for (const key of Object.keys(values)) {
    if (known.includes(key)) continue;
    throw new LiveLoadError(
      "INVALID_OPTION",
      `the scenario ${JSON.stringify(scenario)} has an unknown key ${JSON.stringify(key)}`,
      {
        hint: suggest(key, known),
        details: { option: key, value: shownValue(values[key]), allowed: known },
      },
    );
  }
}

/** The load that a scenario or a mix declares for itself. */
export function defaultsOf(values: Readonly<Record<string, unknown>>): ScenarioDefaults {
  const entries = DEFAULT_KEYS.map((key) => [key, values[key]] as const).filter(([, value]) => value !== undefined);
  return Object.freeze(Object.fromEntries(entries));
}

function checkAssigns(assigns: unknown): Assigns {
  if (assigns === undefined) return {};
  if (typeof assigns !== "object" || assigns === null || Array.isArray(assigns)) throw invalid("assigns", assigns, "an object");
  return assigns;
}

function checkData(data: unknown): Record<string, PoolSpec> {
  if (data === undefined) return {};
  if (typeof data !== "object" || data === null || Array.isArray(data)) throw invalid("data", data, "an object of data pools");
  return Object.fromEntries(
    Object.entries(data).map(([name, pool]: [string, unknown]) => {
      if (!isDataPool(pool)) throw invalid(`data.${name}`, pool, "what csv() or json() returns");
      return [name, pool.spec];
    }),
  );
}

function checkFunction<F>(key: string, value: unknown): F | undefined {
  if (value === undefined || typeof value === "function") return value as F | undefined;
  throw invalid(key, value, "a function");
}

function checkDialogAnswer(answer: unknown): AnyDialogAnswer | undefined {
  const wrong = answer === undefined ? undefined : misfitOfAnswer(answer);
  if (wrong !== undefined) throw invalid(`onDialog${wrong.part}`, wrong.value, wrong.allowed);
  return answer as AnyDialogAnswer | undefined;
}

function missingRun(): never {
  throw invalid("run", undefined, "a function of context, userId and config");
}

/** The error for a wrong value of a scenario's key. */
export function invalid(key: string, value: unknown, allowed: string): LiveLoadError {
  return invalidOption({ option: key, label: `the scenario's ${key}`, value, allowed });
}
