import { asset } from "./asset.js";
import { defineScenario } from "./define-scenario.js";
import { StepError } from "./step-error.js";
import { interarrival, parallelism, rate } from "./throttle-spec.js";

/** What `import … from "live-load"` gives to a scenario, on the controller and on a node. */
export const SCENARIO_MODULE: Readonly<Record<string, unknown>> = {
  asset,
  defineScenario,
  interarrival,
  parallelism,
  rate,
  StepError,
};
