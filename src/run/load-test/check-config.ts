import { LiveLoadError } from "../../base/errors.js";
import { type ResolvedOptions, spelling } from "../../config/resolved-options.js";
import type { ConfigLimits } from "../../scenario/authoring/resolve-scenario.js";
import { loadedParts } from "../../scenario/authoring/scenario-parts.js";
import type { Scenario } from "../../scenario/authoring/scenario-types.js";

/**
 * Refuses a `baseUrl` in the config of a scenario, or of a part of a mix, that is no address: `localhost:4000` has no scheme.
 * Throws `INVALID_OPTION` if it was given as an option, else `CONFIG_FAILED`.
 */
export function checkBaseUrl(
  loaded: { readonly scenario: Scenario; readonly config: unknown },
  { values, origins }: ResolvedOptions,
) {
  for (const { scenario, config } of loadedParts(loaded)) {
    const value = (config as { readonly baseUrl?: unknown } | null | undefined)?.baseUrl;
    if (typeof value !== "string" || value === "" || isAddress(value)) continue;
    const isGiven = values.options.baseUrl === value;
    const who = isGiven
      ? `${spelling("options", origins.options)} baseUrl`
      : `baseUrl in the config of ${JSON.stringify(scenario.name)}`;
    const message = `${who} is ${JSON.stringify(value)}, but it takes an address with http:// or https://`;
    throw new LiveLoadError(isGiven ? "INVALID_OPTION" : "CONFIG_FAILED", message, {
      hint: isAddress(`http://${value}`) ? `write http://${value} or https://${value}` : undefined,
      details: { option: "options", value, scenario: scenario.name },
    });
  }
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^(https?|file):$/.test(new URL(text).protocol);
}

/** Warns of options on the command line or in the environment that the scenario's config does not read: a name is probably wrong. */
export function unreadOptions(
  name: string,
  { values, origins }: ResolvedOptions,
  warn: ((message: string) => void) | undefined,
): ConfigLimits {
  if (warn === undefined || !["flag", "environment"].includes(origins.options)) return {};
  return {
    onRead: (read) => {
      const known = [...read].sort();
      for (const option of Object.keys(values.options).filter((one) => !read.has(one))) {
        const reads = known.length === 0 ? "no options" : `only ${known.join(", ")}`;
        warn(`${spelling("options", origins.options)} ${option} is of no use: the config of ${name} reads ${reads}`);
      }
    },
  };
}
