import { isLiveLoadError, LiveLoadError, messageOf } from "../../base/errors.js";
import type { Assignment } from "../../protocol/messages.js";
import { type BlockItem, isResourceType, THIRD_PARTY } from "../../scenario/authoring/network-options.js";
import { loadedParts } from "../../scenario/authoring/scenario-parts.js";
import { absoluteMatcher, absolutePattern } from "../../scenario/steps/arguments/url-pattern.js";
import type { LoadedScenario } from "./loaded-scenario.js";

type UserNetwork = NonNullable<Assignment["browser"]["network"]>;
type Block = NonNullable<UserNetwork["block"]>;
type ConfiguredScenario = Pick<LoadedScenario, "scenario" | "config" | "options">;

/**
 * The network of a scenario's users, with all addresses resolved; `undefined` when it is an ordinary one. Throws
 * `INVALID_OPTION` for an item of `block` that needs the `baseUrl` of a config without one.
 */
export function userNetworkOf(loaded: ConfiguredScenario): UserNetwork | undefined {
  const { block, network: conditions } = loaded.options.values;
  const network = {
    ...(block.length === 0 ? {} : { block: blockOf(block, loaded) }),
    ...(conditions === undefined ? {} : { conditions: { ...conditions } }),
  };
  return Object.keys(network).length === 0 ? undefined : network;
}

function blockOf(items: readonly BlockItem[], loaded: ConfiguredScenario): Block {
  const configs = loadedParts(loaded).map(({ config }) => config);
  const texts = items.filter((item) => typeof item === "string");
  const addresses = texts.filter((text) => !isResourceType(text) && text !== THIRD_PARTY);
  const resolved = addresses.flatMap((address) => configs.map((config) => resolve(address, config)));
  return {
    globs: [...new Set(resolved)],
    patterns: items.flatMap((item) => (typeof item === "string" ? [] : [{ source: item.pattern, flags: item.flags }])),
    types: texts.filter(isResourceType),
    ...(texts.includes(THIRD_PARTY) ? { firstParty: firstPartyOf(configs) } : {}),
  };
}

function resolve(address: string, config: unknown): string {
  try {
    const absolute = absolutePattern(address, config);
    absoluteMatcher(absolute);
    return absolute;
  } catch (error) {
    throw isLiveLoadError(error) ? error : refused(address, messageOf(error));
  }
}

/** The hosts of the site, without `www.`; their subdomains belong to it, too. */
function firstPartyOf(configs: readonly unknown[]): string[] {
  const hosts = configs.map((config) => {
    const { baseUrl } = (config ?? {}) as { readonly baseUrl?: unknown };
    if (typeof baseUrl === "string" && URL.canParse(baseUrl)) return new URL(baseUrl).hostname.replace(/^www\./, "");
    throw refused(THIRD_PARTY, "the scenario's config has no valid baseUrl, so its own site is unknown");
  });
  return [...new Set(hosts)];
}

function refused(item: string, reason: string): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", `block contains ${JSON.stringify(item)}, but ${reason}`, {
    hint: "let config return { baseUrl }, and set it with --option baseUrl=http://HOST:PORT",
    details: { option: "block", value: item },
  });
}
