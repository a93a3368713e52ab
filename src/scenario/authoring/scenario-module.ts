import { inFrame } from "../../base/frame-selector.js";
import * as locators from "../../base/locators/page-locators.js";
import { PLAYWRIGHT_TEST, SPECS } from "../playwright-test/test-module.js";
import { StepError } from "../steps/step-error.js";
import { asset } from "./asset.js";
import { csv, json } from "./data-pool.js";
import { defineScenario } from "./define-scenario.js";
import { MIXING, mix } from "./mix.js";
import { interarrival, parallelism, rate } from "./throttle-spec.js";

/** The exports of `live-load` that a scenario can import, on the controller and on a node. */
export const SCENARIO_MODULE: Readonly<Record<string, unknown>> = {
  asset,
  csv,
  defineScenario,
  ...locators,
  inFrame,
  interarrival,
  json,
  mix,
  parallelism,
  rate,
  StepError,
};

/** The exports that a scenario's bundle finds, which also joins mixes and runs specs of Playwright Test. */
export const BUNDLE_MODULE: Readonly<Record<string, unknown>> = {
  ...SCENARIO_MODULE,
  mixing: MIXING,
  playwrightTest: PLAYWRIGHT_TEST,
  specs: SPECS,
};
