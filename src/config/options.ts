import { CLUSTER_OPTIONS } from "./cluster-options.js";
import { JUDGEMENT_OPTIONS } from "./judgement-options.js";
import { LOAD_OPTIONS } from "./load-options.js";
import { NETWORK_OPTIONS } from "./network-options.js";
import { option, parsers } from "./option-spec.js";
import { OUTPUT_OPTIONS } from "./output-options.js";
import { SITE_OPTIONS } from "./site-options.js";

const SCENARIO_OPTIONS = {
  scenarios: option<readonly string[]>({
    help: "Files or patterns of scenarios, used when the command names none.",
    allowed: "a list of paths or patterns",
    default: [],
    parse: parsers.textList,
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
  project: option<string | undefined>({
    flag: "--project <name>",
    help: "The project of playwright.config.ts in which a spec is run.",
    allowed: "the name of a project",
    default: undefined,
    defaultText: "the first that the spec belongs to",
    parse: parsers.text,
  }),
  grep: option<string | undefined>({
    flag: "--grep <pattern>",
    help: "Only run the tests of a spec whose titles or tags match.",
    allowed: "a regular expression",
    default: undefined,
    defaultText: "all tests",
    parse: parsers.text,
  }),
  grepInvert: option<string | undefined>({
    flag: "--grep-invert <pattern>",
    help: "Leave out the tests of a spec whose titles or tags match.",
    allowed: "a regular expression",
    default: undefined,
    defaultText: "none",
    parse: parsers.text,
  }),
  env: option<readonly string[]>({
    flag: "--env <names>",
    help: "Names of environment variables to pass on to the nodes, separated by commas; no others are.",
    allowed: "names of environment variables",
    default: [],
    defaultText: "none",
    parse: parsers.namesList,
  }),
  seed: option<number | undefined>({
    flag: "--seed <n>",
    help: "Repeat the random choices of an earlier run.",
    allowed: "a whole number from 1 to 2147483647",
    default: undefined,
    defaultText: "random",
    parse: parsers.integerFrom(1, 2 ** 31 - 1),
  }),
} as const;

const BROWSER_OPTIONS = {
  browser: option({
    flag: "--browser <name>",
    help: "The engine of the users: chromium, playwright, or protocol, which needs no browser.",
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
} as const;

/** Every option of a run, by its key in the config file. Resolved durations are in milliseconds. */
export const OPTIONS = {
  ...SCENARIO_OPTIONS,
  ...LOAD_OPTIONS,
  ...JUDGEMENT_OPTIONS,
  ...BROWSER_OPTIONS,
  ...SITE_OPTIONS,
  ...NETWORK_OPTIONS,
  ...CLUSTER_OPTIONS,
  ...OUTPUT_OPTIONS,
} as const;

/** The name of an option, as in the config file. */
export type OptionName = keyof typeof OPTIONS;
/** The resolved value of every option. */
export type OptionValues = { readonly [Name in OptionName]: (typeof OPTIONS)[Name]["default"] };

/** The names of all options. */
export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** A part of the options, for help texts. */
export interface OptionGroup {
  readonly title: "Load" | "Scenario" | "Browser and site" | "Pass or fail" | "Nodes" | "Output";
  readonly names: readonly OptionName[];
  /** `live-load plan` makes use of them; it accepts the others so that the arguments of a run can be planned as they are. */
  readonly isForPlan: boolean;
}

const namesOf = (options: Partial<typeof OPTIONS>) => Object.keys(options) as OptionName[];

/** The options by topic; each is in one group. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  { title: "Load", names: namesOf(LOAD_OPTIONS), isForPlan: true },
  { title: "Scenario", names: namesOf(SCENARIO_OPTIONS), isForPlan: true },
  { title: "Browser and site", names: namesOf({ ...BROWSER_OPTIONS, ...SITE_OPTIONS, ...NETWORK_OPTIONS }), isForPlan: true },
  { title: "Pass or fail", names: namesOf(JUDGEMENT_OPTIONS), isForPlan: false },
  { title: "Nodes", names: namesOf(CLUSTER_OPTIONS), isForPlan: true },
  { title: "Output", names: namesOf(OUTPUT_OPTIONS), isForPlan: false },
];
