import { LiveLoadError } from "../base/errors.js";
import { suggest } from "../base/suggest.js";
import type { OptionSpec } from "./option-spec.js";
import { OPTION_NAMES, OPTIONS, type OptionName, type OptionValues } from "./options.js";

/** Where a value comes from, from the strongest to the weakest. */
export const ORIGINS = ["flag", "code", "environment", "config file", "scenario", "default"] as const;
/** Where a value comes from. */
export type Origin = (typeof ORIGINS)[number];

/** What one source says, as it was written. */
export interface OptionLayer {
  readonly origin: Exclude<Origin, "default">;
  readonly values: Readonly<Record<string, unknown>>;
  /** Path of the file, for the messages, where it is one. */
  readonly file?: string | undefined;
}

/** Every option's value, and where it came from. Frozen. */
export interface ResolvedOptions {
  readonly values: OptionValues;
  readonly origins: Readonly<Record<OptionName, Origin>>;
}

/**
 * Puts the layers together: flag (or, in the library, code), environment, config file, scenario, default; the first that says something counts.
 * Throws `INVALID_OPTION`, which names the option as its source spells it, the value and what is allowed.
 */
export function resolveOptions(layers: readonly OptionLayer[]): ResolvedOptions {
  const ordered = [...layers].sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
  for (const layer of ordered) refuseUnknown(layer);
  const values: Record<string, unknown> = {};
  const origins: Partial<Record<OptionName, Origin>> = {};
  for (const name of OPTION_NAMES) {
    const layer = ordered.find((candidate) => candidate.values[name] !== undefined);
    // Values of weaker layers are checked too: a mistake should not wait for the day when nothing hides it.
    for (const other of ordered) if (other.values[name] !== undefined) parseValue(name, other);
    values[name] = layer === undefined ? OPTIONS[name].default : parseValue(name, layer);
    origins[name] = layer?.origin ?? "default";
  }
  const resolved = {
    values: Object.freeze(values) as OptionValues,
    origins: Object.freeze(origins) as ResolvedOptions["origins"],
  };
  checkTogether(resolved);
  return Object.freeze(resolved);
}

/** How a source spells an option: `--users`, `LIVELOAD_USERS`, `users` in a file or in code. */
function spelling(name: OptionName, origin: Origin, file?: string): string {
  const spec: OptionSpec<unknown> = OPTIONS[name];
  if (origin === "flag" && spec.flag !== undefined) return spec.flag.split(" ")[0] ?? name;
  if (origin === "environment") return environmentName(name);
  if (origin === "config file") return `${name} in ${file ?? "the config file"}`;
  return origin === "scenario" ? `${name} of the scenario` : name;
}

/** The environment variable of an option: `LIVELOAD_RAMP_UP` for `rampUp`. */
export function environmentName(name: OptionName): string {
  const flag = (OPTIONS[name] as OptionSpec<unknown>).flag?.split(" ")[0]?.slice(2) ?? name;
  return `LIVELOAD_${flag.replace(/[A-Z]/g, "-$&").replaceAll("-", "_").toUpperCase()}`;
}

/** What the environment says. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): OptionLayer {
  const values: Record<string, unknown> = {};
  for (const name of OPTION_NAMES) {
    const text = env[environmentName(name)];
    if (text !== undefined && text !== "") values[name] = text;
  }
  return { origin: "environment", values };
}

function parseValue(name: OptionName, layer: OptionLayer): unknown {
  const spec: OptionSpec<unknown> = OPTIONS[name];
  const raw = layer.values[name];
  const value = spec.parse(raw);
  if (value !== undefined) return value;
  const shown = JSON.stringify(raw) ?? String(raw);
  throw new LiveLoadError(
    "INVALID_OPTION",
    `${spelling(name, layer.origin, layer.file)} is ${shown}, but it takes ${spec.allowed}`,
    {
      details: { option: name, value: shown, allowed: spec.allowed },
    },
  );
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

function checkTogether({ values, origins }: ResolvedOptions): void {
  if ((values.tlsCert === undefined) !== (values.tlsKey === undefined)) {
    const [given, missing] = values.tlsCert === undefined ? (["tlsKey", "tlsCert"] as const) : (["tlsCert", "tlsKey"] as const);
    throw new LiveLoadError("INVALID_OPTION", `${spelling(given, origins[given])} is of no use without ${missing}`, {
      hint: "a certificate and its key go together",
      details: { option: missing },
    });
  }
  if (values.stages.length > 0) {
    for (const name of ["users", "duration", "rampUp"] as const) {
      if (origins[name] === origins.stages) refuseBoth(name, origins.stages);
    }
    if (values.stages.every((stage) => stage.users === 0)) {
      throw new LiveLoadError("INVALID_OPTION", "the stages never ask for a user", { details: { option: "stages" } });
    }
    return;
  }
  if (values.rampUp > values.duration) {
    const names = [spelling("rampUp", origins.rampUp), spelling("duration", origins.duration)];
    throw new LiveLoadError("INVALID_OPTION", `${names[0]} is longer than ${names[1]}, of which it is a part`, {
      hint: "make the duration longer or the ramp-up shorter",
      details: { option: "rampUp", value: values.rampUp, allowed: `at most ${values.duration} ms` },
    });
  }
}

function refuseBoth(name: OptionName, origin: Origin): never {
  throw new LiveLoadError("INVALID_OPTION", `${spelling(name, origin)} and ${spelling("stages", origin)} exclude each other`, {
    hint: "stages say both how many users and how long",
    details: { option: name },
  });
}
