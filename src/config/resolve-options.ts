import { LiveLoadError } from "../base/errors.js";
import { invalidOption } from "../base/invalid-option.js";
import { Secret } from "../base/secrets/secret.js";
import { suggest } from "../base/wording/suggest.js";
import { PER_USER } from "../scenario/browser-options/per-user.js";
import { checkTogether } from "./check-together.js";
import type { OptionSpec } from "./option-spec.js";
import { OPTION_NAMES, OPTIONS, type OptionName, type OptionValues } from "./options.js";
import { environmentName, ORIGINS, type Origin, type ResolvedOptions, spelling } from "./resolved-options.js";

/** The options of one source, as they were written. */
export interface OptionLayer {
  readonly origin: Exclude<Origin, "default">;
  readonly values: Readonly<Record<string, unknown>>;
  /** Path of the file, for messages, if the source is one. */
  readonly file?: string | undefined;
}

/**
 * Merges the layers; the first that sets an option wins, in the order flag (or, in the library, code), environment, config file, scenario, default.
 * Throws `INVALID_OPTION`, which names the option as its source spells it, the value and what is allowed. Without a
 * scenario's layer, options that a scenario may still add are not required.
 */
export function resolveOptions(layers: readonly OptionLayer[]): ResolvedOptions {
  const ordered = [...layers].sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
  for (const layer of ordered) refuseUnknown(layer);
  const values: Record<string, unknown> = {};
  const origins: Partial<Record<OptionName, Origin>> = {};
  for (const name of OPTION_NAMES) {
    const layer = ordered.find((candidate) => candidate.values[name] !== undefined);
    // Overridden values are checked as well: a mistake should not surface only when the override goes.
    for (const other of ordered) if (other.values[name] !== undefined) parseValue(name, other);
    values[name] = layer === undefined ? OPTIONS[name].default : parseValue(name, layer);
    origins[name] = layer?.origin ?? "default";
  }
  const resolved = {
    values: Object.freeze(values) as OptionValues,
    origins: Object.freeze(origins) as ResolvedOptions["origins"],
  };
  checkTogether(resolved, { scenarioIsKnown: layers.some(({ origin }) => origin === "scenario") });
  return Object.freeze(resolved);
}

/** The options in the environment. For a repeatable flag each line is one value. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): OptionLayer {
  const values: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) {
    const text = env[environmentName(name)];
    if (text === undefined || text === "") continue;
    const { repeatable }: OptionSpec<unknown> = OPTIONS[name];
    values[name] = repeatable === true && text.includes("\n") ? linesOf(text) : text;
  }
  return { origin: "environment", values };
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function parseValue(name: OptionName, layer: OptionLayer): unknown {
  const spec: OptionSpec<unknown> = OPTIONS[name];
  const raw = layer.values[name];
  if (typeof raw === "function" && spec.perUser === true && layer.origin === "scenario") return PER_USER;
  const value = isTextInCode(raw, layer, spec) ? undefined : spec.parse(raw);
  if (value !== undefined) return value;
  const { allowed } = spec;
  throw invalidOption({
    option: name,
    label: `${spelling(name, layer.origin, layer.file)}${placeInList(raw, spec)}`,
    value: spec.secret === true ? new Secret("") : wrongValueIn(raw, { spec, origin: layer.origin }),
    allowed,
    hint:
      typeof raw === "function" && spec.perUser === true
        ? "a function of the user belongs in the scenario"
        : (spec.parse.hint?.(raw) ?? (spec.secret === true ? "its value is not shown, because it may be secret" : undefined)),
  });
}

/** Which of several secret values is wrong, as its text is not shown. */
function placeInList(raw: unknown, { secret, parse }: OptionSpec<unknown>): string {
  if (secret !== true || !Array.isArray(raw) || raw.length < 2) return "";
  const at = raw.findIndex((one: unknown) => parse([one]) === undefined);
  return at < 0 ? "" : ` (number ${at + 1} of ${raw.length})`;
}

/** Flags and variables that can be repeated come as a list of texts: of these, the first that is wrong on its own. */
function wrongValueIn(raw: unknown, { spec, origin }: { readonly spec: OptionSpec<unknown>; readonly origin: Origin }): unknown {
  const isRepeated = spec.repeatable === true && (origin === "flag" || origin === "environment") && Array.isArray(raw);
  if (!isRepeated) return raw;
  return raw.find((one: unknown) => spec.parse([one]) === undefined) ?? raw;
}

/** Numbers and booleans are text in flags, in the environment, and in config files packed from those; not in code. */
function isTextInCode(raw: unknown, { origin }: OptionLayer, { parse }: OptionSpec<unknown>): boolean {
  const isCode = origin === "code" || origin === "scenario";
  return isCode && typeof raw === "string" && (parse.schema?.type === "integer" || parse.schema?.type === "boolean");
}

function refuseUnknown(layer: OptionLayer): void {
  const allowed = OPTION_NAMES.filter(
    (name) => layer.origin !== "scenario" || (OPTIONS[name] as OptionSpec<unknown>).inScenario === true,
  );
  for (const key of Object.keys(layer.values)) {
    if (allowed.some((name) => name === key)) continue;
    const where =
      layer.origin === "scenario" ? "the scenario" : (layer.file ?? (layer.origin === "code" ? "run" : `the ${layer.origin}`));
    throw new LiveLoadError("INVALID_OPTION", `${where} has an unknown option ${JSON.stringify(key)}`, {
      hint: suggest(key, allowed),
      details: { option: key },
    });
  }
}
