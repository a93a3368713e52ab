import type { UserStage } from "../load/load-plan.js";
import { DURATION_ALLOWED, type OptionSpec, parsers } from "./option-spec.js";
import { parseStages, parseThresholds, parseViewport, type ThresholdOption, type Viewport } from "./option-values.js";

/** Declares an option; its type follows from `parse`. */
function option<T>(spec: OptionSpec<T>): OptionSpec<T> {
  return spec;
}

/** Every option of a run. The name is the key in the config file; durations are milliseconds once they are resolved. */
export const OPTIONS = {
  scenarios: option<readonly string[]>({
    help: "Files or patterns of scenarios, for when the command names none.",
    allowed: "a list of paths or patterns",
    default: [],
    parse: parsers.textList,
  }),
  users: option({
    flag: "--users <n>",
    short: "u",
    help: "Simulated users, each with a browser context of its own.",
    allowed: "a whole number from 1 to 1000000",
    default: 1,
    inScenario: true,
    parse: parsers.integerFrom(1, 1_000_000),
  }),
  duration: option({
    flag: "--duration <time>",
    short: "d",
    help: "How long users start new iterations.",
    allowed: DURATION_ALLOWED,
    default: 600_000,
    defaultText: "10m",
    inScenario: true,
    parse: parsers.durationFrom(1),
  }),
  rampUp: option({
    flag: "--ramp-up <time>",
    help: "The part of the duration over which users start, one after another.",
    allowed: DURATION_ALLOWED,
    default: 0,
    defaultText: "0s",
    inScenario: true,
    parse: parsers.durationFrom(0),
  }),
  stages: option<readonly UserStage[]>({
    flag: "--stage <time:users>",
    repeatable: true,
    help: "Change the number of users linearly over a time, stage after stage; in place of --users and --duration.",
    allowed: 'stages such as "30s:10"',
    default: [],
    defaultText: "none",
    inScenario: true,
    parse: parseStages,
  }),
  iterationTimeout: option({
    flag: "--iteration-timeout <time>",
    help: "How long one iteration may take, think time and throttle waits not counted.",
    allowed: DURATION_ALLOWED,
    default: 120_000,
    defaultText: "2m",
    inScenario: true,
    parse: parsers.durationFrom(1),
  }),
  commandTimeout: option({
    flag: "--command-timeout <time>",
    help: "How long one step may take.",
    allowed: DURATION_ALLOWED,
    default: 30_000,
    defaultText: "30s",
    inScenario: true,
    parse: parsers.durationFrom(1),
  }),
  onFailure: option<"replace" | "continue" | "stop">({
    flag: "--on-failure <way>",
    help: "What follows a failed iteration: the user goes on with a fresh context (replace), with the same (continue), or ends (stop).",
    allowed: "replace, continue or stop",
    default: "replace",
    inScenario: true,
    parse: parsers.oneOf("replace", "continue", "stop"),
  }),
  thresholds: option<readonly ThresholdOption[]>({
    flag: "--threshold <expression>",
    repeatable: true,
    help: 'What must hold for the run to pass, e.g. "step_duration: p(95)<500".',
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
  routes: option<readonly string[]>({
    help: 'Patterns that name pages in the result, e.g. "/shop/:slug"; tried before ids are recognised.',
    allowed: "a list of path patterns",
    default: [],
    defaultText: "none",
    inScenario: true,
    parse: parsers.textList,
  }),
  viewport: option<Viewport | undefined>({
    help: "Size of every user's page.",
    allowed: "{ width, height } in pixels",
    default: undefined,
    defaultText: "1280 x 720",
    inScenario: true,
    parse: parseViewport,
  }),
  options: option<Readonly<Record<string, string>>>({
    flag: "--option <key=value>",
    repeatable: true,
    help: "A value for the scenario's config function.",
    allowed: "key=value",
    default: {},
    defaultText: "none",
    parse: parsers.textMap,
  }),
  backend: option({
    flag: "--backend <name>",
    help: "Where nodes are made.",
    allowed: "the name of a backend, or the path of a module that makes one",
    default: "local",
    parse: parsers.text,
  }),
  backendOptions: option<Readonly<Record<string, unknown>>>({
    flag: "--backend-option <key=value>",
    repeatable: true,
    help: "An option of the backend.",
    allowed: "key=value; dots go into objects",
    default: {},
    defaultText: "none",
    parse: parsers.nestedMap,
  }),
  poolOptions: option<Readonly<Record<string, unknown>>>({
    help: "How nodes are booted and shut down.",
    allowed: "an object",
    default: {},
    defaultText: "none",
    parse: parsers.plainObject,
  }),
  maxAllowedNodes: option({
    flag: "--max-nodes <n>",
    help: "The most nodes that a run may take.",
    allowed: "a whole number of at least 1",
    default: 100,
    parse: parsers.integerFrom(1),
  }),
  listen: option<string | undefined>({
    flag: "--listen <host:port>",
    help: "Where the controller waits for its nodes; off this machine the link is encrypted.",
    allowed: "HOST, HOST:PORT or :PORT",
    default: undefined,
    defaultText: "what the backend needs",
    parse: parsers.text,
  }),
  advertise: option<string | undefined>({
    flag: "--advertise <address>",
    help: "How nodes reach the controller, where that is another address.",
    allowed: "HOST, HOST:PORT, or a ws:// or wss:// URL of something in between",
    default: undefined,
    defaultText: "where it listens",
    parse: parsers.text,
  }),
  tlsCert: option<string | undefined>({
    flag: "--tls-cert <file>",
    help: "A certificate for the controller, in place of each node's own key.",
    allowed: "the path of a PEM file",
    default: undefined,
    defaultText: "none",
    parse: parsers.text,
  }),
  tlsKey: option<string | undefined>({
    flag: "--tls-key <file>",
    help: "The certificate's private key.",
    allowed: "the path of a PEM file",
    default: undefined,
    defaultText: "none",
    parse: parsers.text,
  }),
  browser: option({
    flag: "--browser <name>",
    help: "The browser engine.",
    allowed: "the name of an engine, or the path of a module that makes one",
    default: "chromium",
    parse: parsers.text,
  }),
  headed: option({
    flag: "--headed",
    help: "Show the browser's windows.",
    allowed: "true or false",
    default: false,
    parse: parsers.boolean,
  }),
  seed: option<number | undefined>({
    flag: "--seed <n>",
    help: "Repeat the random choices of an earlier run.",
    allowed: "a whole number from 1 to 2147483647",
    default: undefined,
    defaultText: "random",
    parse: parsers.integerFrom(1, 2 ** 31 - 1),
  }),
  out: option({
    flag: "--out <folder>",
    short: "o",
    help: "Where the reports go.",
    allowed: "a path",
    default: "liveload-report",
    parse: parsers.text,
  }),
  reporters: option<readonly string[]>({
    flag: "--reporter <names>",
    help: "Reports to make, separated by commas.",
    allowed: "names of reporters",
    default: ["console", "html", "markdown"],
    parse: parsers.textList,
  }),
} as const;

/** The name of an option, as in the config file. */
export type OptionName = keyof typeof OPTIONS;
/** The resolved value of every option. */
export type OptionValues = { readonly [Name in OptionName]: (typeof OPTIONS)[Name]["default"] };

/** The names of all options. */
export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];
