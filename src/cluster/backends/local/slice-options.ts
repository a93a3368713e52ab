import { LiveLoadError } from "../../../base/errors.js";
import type { MachineResources } from "../../../base/machine/machine-resources.js";
import { suggest } from "../../../base/suggest.js";

/** What each node gets of this machine. */
export interface Slice {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** `backendOptions` of the local backend. */
export interface LocalOptions {
  /** Absent: one node with all of the machine. */
  readonly nodes: { readonly cpus: number | undefined; readonly memoryBytes: number | undefined } | undefined;
  /** All nodes together may be given more than the machine has. */
  readonly overcommit: boolean;
}

const OPTION_NAMES = ["nodes", "overcommit"];
const NODE_NAMES = ["cpus", "memory"];

/** Reads `backendOptions`. Throws `INVALID_OPTION`. */
export function parseLocalOptions(options: Readonly<Record<string, unknown>>): LocalOptions {
  refuseUnknown(options, OPTION_NAMES, "backendOptions");
  const overcommit = options.overcommit ?? false;
  if (![true, false, "true", "false"].includes(overcommit as string)) throw invalid("overcommit", overcommit, "true or false");
  return { nodes: parseNodes(options.nodes), overcommit: overcommit === true || overcommit === "true" };
}

/** One slice; what the options leave open is in proportion to what they say. Throws `INVALID_OPTION` when the machine is smaller. */
export function sliceOf({ nodes }: LocalOptions, machine: MachineResources): Slice | undefined {
  if (nodes === undefined) return undefined;
  const { cpus: ofCpus, memoryBytes: ofMemory } = nodes;
  const cpus = ofCpus ?? (machine.cpus * (ofMemory ?? machine.memoryBytes)) / machine.memoryBytes;
  const slice = { cpus, memoryBytes: Math.floor(ofMemory ?? (machine.memoryBytes * cpus) / machine.cpus) };
  checkFits(1, slice, { machine, overcommit: false });
  return slice;
}

/** Throws `INVALID_OPTION` when so many slices are more than there is. */
export function checkFits(
  count: number,
  { cpus, memoryBytes }: Slice,
  { machine, overcommit }: { readonly machine: MachineResources; readonly overcommit: boolean },
): void {
  const fits = count * cpus <= machine.cpus + 1e-9 && count * memoryBytes <= machine.memoryBytes;
  if (overcommit || fits) return;
  const slices = count === 1 ? "a node" : `${count} nodes`;
  const each = `${cpus} CPUs and ${mebibytes(memoryBytes)} MiB${count === 1 ? "" : " each"}`;
  throw new LiveLoadError(
    "INVALID_OPTION",
    `${slices} with ${each} cannot be cut out of this machine, which has ${machine.cpus} CPUs and ${mebibytes(machine.memoryBytes)} MiB`,
    {
      hint:
        count === 1
          ? "give the nodes less"
          : "give the nodes less, run fewer users, or allow it with --backend-option overcommit=true",
      details: { option: "backendOptions.nodes", value: { cpus, memoryBytes }, nodes: count },
    },
  );
}

function parseNodes(nodes: unknown): LocalOptions["nodes"] {
  if (nodes === undefined) return undefined;
  if (typeof nodes !== "object" || nodes === null || Array.isArray(nodes)) throw invalid("nodes", nodes, "{ cpus, memory }");
  const { cpus, memory } = nodes as { readonly cpus?: unknown; readonly memory?: unknown };
  refuseUnknown(nodes as Readonly<Record<string, unknown>>, NODE_NAMES, "backendOptions.nodes");
  if (cpus === undefined && memory === undefined) throw invalid("nodes", nodes, "cpus, memory, or both");
  return { cpus: parseCpus(cpus), memoryBytes: parseMemory(memory) };
}

function parseCpus(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const cpus = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof cpus === "number" && cpus >= 0.01 && Number.isFinite(cpus)) return cpus;
  throw invalid("nodes.cpus", value, "a number of CPUs such as 1 or 0.5");
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

function parseMemory(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const [, amount, unit = ""] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(String(value)) ?? [];
  const bytes = Number(amount ?? Number.NaN) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  if (bytes >= 1024 ** 2) return Math.floor(bytes);
  throw invalid("nodes.memory", value, "an amount of memory such as 2GiB or 512MiB");
}

function refuseUnknown(options: Readonly<Record<string, unknown>>, names: readonly string[], prefix: string): void {
  for (const key of Object.keys(options)) {
    if (names.includes(key)) continue;
    throw new LiveLoadError("INVALID_OPTION", `the local backend has no option ${JSON.stringify(key)}`, {
      hint: suggest(key, names),
      details: { option: `${prefix}.${key}`, value: options[key] },
    });
  }
}

function invalid(name: string, value: unknown, allowed: string): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", `backendOptions.${name} is ${JSON.stringify(value)}, but it takes ${allowed}`, {
    details: { option: `backendOptions.${name}`, value, allowed },
  });
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 ** 2);
}
