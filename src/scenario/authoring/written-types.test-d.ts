import type { DurationInput } from "../../base/duration.js";
import { type Config, defineConfig } from "../../config/define-config.js";
import type { Context } from "./context-types.js";
import { defineScenario } from "./define-scenario.js";
import type { StageInput, ThresholdText } from "./scenario-types.js";
import { interarrival, rate } from "./throttle-spec.js";

/*
 * Only type-checked: nothing here runs. Durations, rates and the like are checked as template literal types.
 */

export const durations: readonly DurationInput[] = [
  30,
  "500ms",
  "30s",
  "1.5s",
  "10m",
  "10min",
  "2h",
  "3d",
  "1h30m",
  "1h 30m",
  "1m30s",
  "1h30m10s",
];
// @ts-expect-error a unit is a short one
export const words: DurationInput = "10 minutes";
// @ts-expect-error text needs a unit
export const bare: DurationInput = "30";
// @ts-expect-error there are no weeks
export const weeks: DurationInput = "2w";

export const stages: readonly StageInput[] = [
  "30s:10",
  "1m:20/s",
  { duration: "30s", users: 1 },
  { duration: "30s", rate: "5/m" },
];
// @ts-expect-error a stage has a target
export const endless: StageInput = "30s";
// @ts-expect-error a stage's duration has a unit
export const unitless: StageInput = "30:10";

export const thresholds: readonly ThresholdText[] = [
  "step_duration: p(95)<500",
  "iterations{failed}: share < 1%",
  "checks: count==0",
];
// @ts-expect-error a threshold compares
export const vague: ThresholdText = "step_duration: p(95)";

export const config: Config = defineConfig({
  duration: "5m",
  rate: "20/s",
  maxFailureRate: "1%",
  viewport: "1280x720",
  httpCredentials: "ada:secret",
  geolocation: "52.52,13.4",
  thresholds: ["failed_steps: count<10"],
});
// @ts-expect-error a rate says per what
export const perWhat: Config = { rate: "20" };
// @ts-expect-error there is no such unit
export const slow: Config = { duration: "10 minutes" };
// @ts-expect-error a share is a number or a percentage
export const some: Config = { maxFailureRate: "a few" };
// @ts-expect-error a function of the user belongs in a scenario
export const perUser: Config = { locale: (userId: number) => (userId === 1 ? "de-DE" : "fr-FR") };
// @ts-expect-error a size is two numbers
export const wide: Config = { viewport: "wide" };

export const throttles = [
  rate("a", "10/s"),
  rate("b", 60).ramp("100/m", { duration: "5m" }),
  interarrival("c", "500ms").ramp("1s", { steps: 5, every: "1m" }),
];
// @ts-expect-error a rate is per second, minute or hour
rate("a", "10/d");
// @ts-expect-error an interval has a unit
interarrival("a", "500");

export const steps = (context: Context) =>
  context
    .click("#a", { timeout: "5s" })
    .think("0.5s", "1.5s")
    .think(() => "2s");
// @ts-expect-error a time-out has a unit
export const late = (context: Context) => context.click("#a", { timeout: "5 seconds" });
// @ts-expect-error think time has a unit
export const idle = (context: Context) => context.think("3");

defineScenario({
  name: "written",
  // @ts-expect-error a duration has a unit
  duration: "30",
  run: (context) => context.halt(),
});
