import type { OptionSpec } from "./option-spec.js";
import { OPTIONS, type OptionName, type OptionValues } from "./options.js";

/** The sources of values, from the strongest to the weakest. */
export const ORIGINS = ["flag", "code", "environment", "config file", "scenario", "default"] as const;
/** The source of a value. */
export type Origin = (typeof ORIGINS)[number];

/** Every option's value and its source. Frozen. */
export interface ResolvedOptions {
  readonly values: OptionValues;
  readonly origins: Readonly<Record<OptionName, Origin>>;
}

/** How a source spells an option: `--users`, `LIVELOAD_USERS`, `users` in a file or in code. */
export function spelling(name: OptionName, origin: Origin, file?: string): string {
  const spec: OptionSpec<unknown> = OPTIONS[name];
  if (origin === "flag" && spec.flag !== undefined) return spec.flag.split(" ")[0] ?? name;
  if (origin === "environment") return environmentName(name);
  if (origin === "config file") return `${name} in ${file ?? "the config file"}`;
  return origin === "scenario" ? `${name} of the scenario` : name;
}

/** How to spell an option that another one requires: as the source of the other would. */
export function spellingBeside(name: OptionName, origin: Origin): string {
  return origin === "flag" || origin === "environment" ? spelling(name, origin) : name;
}

/** The environment variable of an option: `LIVELOAD_RAMP_UP` for `rampUp`. */
export function environmentName(name: OptionName): string {
  const flag = (OPTIONS[name] as OptionSpec<unknown>).flag?.split(" ")[0]?.slice(2) ?? name;
  return `LIVELOAD_${flag.replace(/[A-Z]/g, "-$&").replaceAll("-", "_").toUpperCase()}`;
}
