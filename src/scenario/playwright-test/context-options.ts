import { isDeepStrictEqual } from "node:util";
import { LiveLoadError } from "../../base/errors.js";
import { shownValue } from "../../base/invalid-option.js";
import { userPlace } from "../../base/wording/user-place.js";
import type { ScenarioDefaults } from "../authoring/scenario-types.js";
import type { BrowserOptions } from "../browser-options/browser-options.js";
import {
  BROWSER_OPTIONS,
  type BrowserOptionName,
  browserOptionsOf,
  type OptionParsing,
} from "../browser-options/option-parsers.js";
import { refusal } from "./page/not-there.js";
import type { TestCase, UsedLayer } from "./test/suite.js";

type Use = Readonly<Record<string, unknown>>;

const SAME = ["deviceScaleFactor", "isMobile", "hasTouch", "userAgent", "locale", "geolocation", "permissions", "colorScheme"];
const MORE = ["httpCredentials", "clientCertificates", "proxy", "serviceWorkers", "viewport", "reducedMotion"];

/** LiveLoad's names of the options that contexts are opened with, by Playwright's. */
const OPTION_NAMES: Readonly<Record<string, BrowserOptionName>> = {
  ...(Object.fromEntries([...SAME, ...MORE].map((name) => [name, name])) as Record<string, BrowserOptionName>),
  timezoneId: "timezone",
  extraHTTPHeaders: "extraHeaders",
  ignoreHTTPSErrors: "ignoreCertificateErrors",
};

/** Options of the context that `test.use` cannot change, and the values that change nothing. */
const FIXED: Readonly<Record<string, readonly unknown[]>> = {
  browserName: ["chromium"],
  bypassCSP: [false],
  channel: [],
  connectOptions: [],
  javaScriptEnabled: [true],
  launchOptions: [],
};

/** Options that contexts are not opened with: the test's page has them. */
const OF_PAGES: ReadonlySet<string> = new Set(["actionTimeout", "baseURL", "navigationTimeout", "offline", "testIdAttribute"]);

/** Options of `use` by LiveLoad's names, for the browsers of the whole run. */
export function browserDefaults(use: Use): ScenarioDefaults {
  return Object.fromEntries(optionsIn(use)) as ScenarioDefaults;
}

/** The same for a context that is opened before the users' own. Throws the error of a value that an option does not take. */
export function parsedDefaults(use: Use): BrowserOptions {
  const wrong = (name: string, why: string) => refusal(`${name} under use ${why}`);
  const given = Object.entries(flat(use)).filter(([, value]) => value !== undefined && value !== null);
  return browserOptionsOf(Object.fromEntries(given.flatMap(([name, value]) => parsed(name, value, wrong))));
}

/** Options that the tests of an iteration change with `test.use`. */
export interface UsedOptions {
  /** By Playwright's names. */
  readonly use: Use;
  /** The options that their contexts are opened with. */
  readonly browser: BrowserOptions;
}

/**
 * The options that `test.use` gives these tests, which share a context. Throws `SCENARIO_LOAD_FAILED` with the line of an option
 * that the engine does not have, that is no plain value, or in which the tests differ.
 */
export function usedOptions(tests: readonly TestCase[]): UsedOptions {
  const [first = new Map<string, GivenOption>(), ...others] = tests.map(givenTo);
  for (const other of others)
    for (const name of new Set([...first.keys(), ...other.keys()])) {
      const [one, another] = [first.get(name), other.get(name)];
      if (!isDeepStrictEqual(one?.value, another?.value))
        throw refused(name, one ?? (another as GivenOption), "differs between tests of a serial suite, which share a context");
    }
  const use = Object.fromEntries([...first].map(([name, { value }]) => [name, value]));
  const values = [...first].flatMap(([name, given]) => parsed(name, given.value, (_, why) => refused(name, given, why)));
  return { use, browser: browserOptionsOf(Object.fromEntries(values)) };
}

/** An option of the context, and where the spec gives it. */
interface GivenOption {
  readonly value: unknown;
  readonly at: Error;
}

function givenTo({ suite }: TestCase): ReadonlyMap<string, GivenOption> {
  const given = new Map<string, GivenOption>();
  for (const { layer, at } of suite.path.flatMap(({ layers }) => layers))
    for (const one of optionsOf(layer, at)) given.set(...one);
  return given;
}

function optionsOf(layer: UsedLayer["layer"], at: Error): readonly (readonly [string, GivenOption])[] {
  return Object.entries(flat(layer)).flatMap(([name, value]) => {
    const isOption = name in OPTION_NAMES || name in FIXED || OF_PAGES.has(name);
    if (!isOption || value === undefined || value === null) return [];
    const given = { value, at };
    if (typeof value === "function") throw refused(name, given, "is a function, but options of the context are plain values");
    if (FIXED[name]?.includes(value) === false) throw refused(name, given, "is not there for users of a load");
    return [[name, given] as const];
  });
}

/**
 * The options of `browser.newContext()`, by LiveLoad's names; `undefined` for those that are given as `undefined` or `null`. Throws
 * the error of an option that the engine does not have, or of a value that it does not take.
 */
export function contextOptions(given: Use): BrowserOptions {
  const wrong = (name: string, why: string) => refusal(`browser.newContext({ ${name} }) ${why}`);
  const values = Object.entries(flat(given)).filter(([name, value]) => {
    const isFixed = value !== undefined && value !== null && FIXED[name]?.includes(value) === false;
    if (isFixed) throw wrong(name, "is not there for users of a load; use --browser playwright");
    return name in OPTION_NAMES;
  });
  const isEmpty = ([, value]: readonly [string, unknown]) => value === undefined || value === null;
  const parsedValues = values.filter((entry) => !isEmpty(entry)).flatMap(([name, value]) => parsed(name, value, wrong));
  return {
    // Also `false` and an empty object take precedence over what the user has.
    ...Object.fromEntries(values.map(([name]) => [OPTION_NAMES[name], undefined])),
    ...browserOptionsOf(Object.fromEntries(parsedValues)),
  };
}

/** An option by LiveLoad's name, as its parser returns it. */
function parsed(
  name: string,
  raw: unknown,
  wrong: (name: string, why: string) => Error,
): readonly (readonly [string, unknown])[] {
  const own = OPTION_NAMES[name];
  if (own === undefined) return [];
  const { allowed, parse, secret }: OptionParsing = BROWSER_OPTIONS[own];
  const value = parse(raw);
  if (value !== undefined) return [[own, value]];
  throw wrong(name, `is ${secret === true ? "***" : shownValue(raw)}, but it takes ${allowed}`);
}

function optionsIn(use: Use): readonly (readonly [string, unknown])[] {
  return Object.entries(flat(use)).flatMap(([name, value]) => {
    const own = OPTION_NAMES[name];
    return own === undefined || value === undefined || value === null ? [] : [[own, value] as const];
  });
}

/** With what `contextOptions` gives, beneath the options themselves. */
function flat({ contextOptions, ...use }: Use): Use {
  return { ...(contextOptions as Use | undefined), ...use };
}

function refused(name: string, { at }: GivenOption, why: string): LiveLoadError {
  const place = userPlace(at);
  const where = place === undefined ? "" : ` (${place})`;
  return new LiveLoadError("SCENARIO_LOAD_FAILED", `test.use({ ${name} }) ${why}${where}`, {
    hint: "docs/playwright-tests.md lists the options that tests can change",
  });
}
