import { ACCEPTED_STATUS_FORMAT, type AcceptedStatus } from "../scenario/authoring/accepted-status.js";
import { option, parsers } from "./option-spec.js";
import { parseAcceptStatus, parseThresholds, type ThresholdOption } from "./option-values.js";

/** Options that say what passes and how pages are named. */
export const JUDGEMENT_OPTIONS = {
  thresholds: option<readonly ThresholdOption[]>({
    flag: "--threshold <expression>",
    repeatable: true,
    help: 'A condition for the run to pass, such as "step_duration: p(95)<500".',
    allowed: "an expression, or { threshold, abortOnFail, delayAbortEval }",
    default: [],
    defaultText: "none",
    inScenario: true,
    parse: parseThresholds,
  }),
  maxFailureRate: option({
    flag: "--max-failure-rate <share>",
    help: "The share of iterations that may fail.",
    allowed: 'a share from 0 to 1, or a percentage such as "5%"',
    default: 0.05,
    inScenario: true,
    parse: parsers.share,
  }),
  lostLoadTolerance: option({
    help: "The share of the planned load that may be lost with nodes before the result is inconclusive.",
    allowed: 'a share from 0 to 1, or a percentage such as "5%"',
    default: 0.05,
    inScenario: true,
    parse: parsers.share,
  }),
  acceptStatus: option<readonly AcceptedStatus[]>({
    flag: "--accept-status <status>",
    repeatable: true,
    help: "An error status of documents that does not fail a step.",
    allowed: ACCEPTED_STATUS_FORMAT,
    default: [],
    defaultText: "none",
    inScenario: true,
    parse: parseAcceptStatus,
  }),
  strict: option({
    flag: "--strict",
    help: "Fail a step whose selector matches several elements, instead of using the first one.",
    allowed: "true or false",
    default: false,
    inScenario: true,
    parse: parsers.boolean,
  }),
  routes: option<readonly string[]>({
    help: 'Patterns that name pages in the result, such as "/shop/:slug"; tried before ids are recognised.',
    allowed: "a list of path patterns",
    default: [],
    defaultText: "none",
    inScenario: true,
    parse: parsers.textList,
  }),
} as const;
