import { RESOURCE_TYPES, type ResourceType } from "../ports/network.js";

/** Limits of a user's connection. What is absent is not limited. */
export interface NetworkConditions {
  /** Kilobits a second, above 0. */
  readonly downloadKbps?: number | undefined;
  /** Kilobits a second, above 0. */
  readonly uploadKbps?: number | undefined;
  /** The least time from a request until its response begins, in milliseconds. */
  readonly latencyMs?: number | undefined;
}

/** Connections by the names and figures of Chromium's DevTools, which calls `4g` "Fast 4G". */
export const NETWORK_PRESETS = {
  "slow-3g": { downloadKbps: 400, uploadKbps: 400, latencyMs: 2000 },
  "fast-3g": { downloadKbps: 1440, uploadKbps: 675, latencyMs: 562.5 },
  "slow-4g": { downloadKbps: 1440, uploadKbps: 675, latencyMs: 562.5 },
  "4g": { downloadKbps: 8100, uploadKbps: 1350, latencyMs: 165 },
} as const satisfies Readonly<Record<string, NetworkConditions>>;

export type NetworkPreset = keyof typeof NETWORK_PRESETS;

/** The option `network`: a named connection or limits. */
export type NetworkInput = NetworkPreset | NetworkConditions;

/** A regular expression in JSON. */
export interface PatternText {
  readonly pattern: string;
  readonly flags?: string | undefined;
}

/**
 * Requests not to send: those of a resource type, those to other sites (`"third-party"`), or those whose URL is the given one
 * or matches a glob such as `"**\/analytics/**"` or a regular expression.
 */
export type BlockedRequests = ResourceType | "third-party" | RegExp | PatternText | (string & {});

/** A parsed item of the option `block`. A text is a resource type, `third-party`, a URL or a glob. */
export type BlockItem = string | { readonly pattern: string; readonly flags: string };

/** What {@link parseBlock} takes, for error messages: "it takes …". */
export const BLOCK_FORMAT = `a URL, a glob such as "**/analytics/**", a regular expression, a resource type (${RESOURCE_TYPES.join(", ")}), "third-party", or a list of these`;

export const THIRD_PARTY = "third-party";

/** Parses one item or a list; `undefined` for anything else. */
export function parseBlock(raw: unknown): readonly BlockItem[] | undefined {
  const items = (Array.isArray(raw) ? raw : [raw]).map(parseItem);
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** Whether an item is the name of a resource type. */
export function isResourceType(item: BlockItem): item is ResourceType {
  return RESOURCE_TYPES.some((type) => type === item);
}

function parseItem(raw: unknown): BlockItem | undefined {
  if (raw instanceof RegExp) return compiled(raw.source, raw.flags);
  if (typeof raw === "string") return parseText(raw.trim());
  if (typeof raw !== "object" || raw === null) return undefined;
  const { pattern, flags = "", ...rest } = raw as Readonly<Record<string, unknown>>;
  const isGood = typeof pattern === "string" && typeof flags === "string" && Object.keys(rest).length === 0;
  return isGood ? compiled(pattern, flags) : undefined;
}

/** A word that is neither a type nor an address is a typing error: it would block nothing. */
function parseText(text: string): string | undefined {
  const name = text.toLowerCase();
  if (name === THIRD_PARTY || isResourceType(name)) return name;
  return /[*/:]/.test(text) && !/\s/.test(text) ? text : undefined;
}

/** Without `g` and `y`, which make a test start where the last one ended. */
function compiled(pattern: string, flags: string): BlockItem | undefined {
  try {
    const { source, flags: kept } = new RegExp(pattern, flags.replace(/[gy]/g, ""));
    return { pattern: source, flags: kept };
  } catch {
    return undefined;
  }
}
