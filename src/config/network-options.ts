import { isRecord } from "../base/invalid-option.js";
import { suggest } from "../base/wording/suggest.js";
import {
  BLOCK_FORMAT,
  type BlockItem,
  NETWORK_PRESETS,
  type NetworkConditions,
  parseBlock as parseBlocked,
  THIRD_PARTY,
} from "../scenario/authoring/network-options.js";
import { RESOURCE_TYPES } from "../scenario/ports/network.js";
import { type JsonSchema, option } from "./option-spec.js";

/** Options of every user's network. */
export const NETWORK_OPTIONS = {
  block: option<readonly BlockItem[]>({
    flag: "--block <requests>",
    repeatable: true,
    help: "Requests not to send: by URL, resource type, or to other sites.",
    allowed: BLOCK_FORMAT,
    default: [],
    defaultText: "none",
    inScenario: true,
    parse: parseBlock,
  }),
  network: option<NetworkConditions | undefined>({
    flag: "--network <speed>",
    help: "Slow every user's network down.",
    allowed: `${Object.keys(NETWORK_PRESETS).join(", ")}, "download/upload/latency" in kbit/s and ms such as "5000/1000/40", or { downloadKbps, uploadKbps, latencyMs }`,
    default: undefined,
    defaultText: "not slowed down",
    inScenario: true,
    parse: parseNetwork,
  }),
} as const;

/** An option's own wrapper: it carries the schema and the hint. */
function parseBlock(raw: unknown): readonly BlockItem[] | undefined {
  return parseBlocked(raw);
}
const BLOCK_ITEM: JsonSchema = {
  anyOf: [
    { type: "string", pattern: `^\\s*(${[...RESOURCE_TYPES, THIRD_PARTY].join("|")}|\\S*[*/:]\\S*)\\s*$` },
    {
      type: "object",
      required: ["pattern"],
      additionalProperties: false,
      properties: { pattern: { type: "string" }, flags: { type: "string", pattern: "^[dgimsuvy]*$" } },
    },
  ],
};
parseBlock.schema = { anyOf: [BLOCK_ITEM, { type: "array", items: BLOCK_ITEM }] } satisfies JsonSchema;
parseBlock.hint = (raw: unknown): string | undefined => {
  const wrong = [raw].flat().find((item) => parseBlocked(item) === undefined);
  return typeof wrong === "string" ? suggest(wrong, [...RESOURCE_TYPES, THIRD_PARTY]) : undefined;
};

const FIGURES = ["downloadKbps", "uploadKbps", "latencyMs"] as const;
const MOST_KBPS = 10_000_000;
const MOST_LATENCY_MS = 60_000;

function parseNetwork(raw: unknown): NetworkConditions | undefined {
  if (typeof raw === "string") {
    const preset = Object.entries(NETWORK_PRESETS).find(([name]) => name === raw.trim().toLowerCase());
    if (preset !== undefined) return { ...preset[1] };
    const figures = /^\s*([\d.]+)\/([\d.]+)\/([\d.]+)\s*$/.exec(raw)?.slice(1).map(Number);
    return figures && parseNetwork(Object.fromEntries(FIGURES.map((name, at) => [name, figures[at]])));
  }
  if (!isRecord(raw)) return undefined;
  const given = Object.entries(raw).filter(([, value]) => value !== undefined);
  const isGood = given.every(([name, value]) =>
    name === "latencyMs" ? isWithin(value, 0, MOST_LATENCY_MS) : FIGURES.some((known) => known === name) && isRate(value),
  );
  return isGood && given.length > 0 ? Object.fromEntries(given) : undefined;
}
parseNetwork.schema = {
  anyOf: [
    { enum: Object.keys(NETWORK_PRESETS) },
    { type: "string", pattern: "^\\s*[\\d.]+/[\\d.]+/[\\d.]+\\s*$" },
    {
      type: "object",
      minProperties: 1,
      additionalProperties: false,
      properties: {
        downloadKbps: { type: "number", exclusiveMinimum: 0, maximum: MOST_KBPS },
        uploadKbps: { type: "number", exclusiveMinimum: 0, maximum: MOST_KBPS },
        latencyMs: { type: "number", minimum: 0, maximum: MOST_LATENCY_MS },
      },
    },
  ],
} satisfies JsonSchema;
parseNetwork.hint = (raw: unknown): string | undefined =>
  typeof raw === "string" && !raw.includes("/") ? suggest(raw, Object.keys(NETWORK_PRESETS)) : undefined;

function isRate(value: unknown): boolean {
  return isWithin(value, 0, MOST_KBPS) && value !== 0;
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}
