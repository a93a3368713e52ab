import { type NodeSize, parseBoolean, parseNodeSize, refuseUnknownOptions } from "../../../base/backend-options.js";
import { LiveLoadError } from "../../../base/errors.js";
import type { MachineResources } from "../../../base/machine/machine-resources.js";
import { formatCount } from "../../../base/numbers.js";

/** Each node's share of this machine. */
export interface Slice {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** `backendOptions` of the local backend. */
export interface LocalOptions {
  /** `undefined`: a single node that has the whole machine. */
  readonly nodes: NodeSize | undefined;
  /** Allow all nodes together to be given more than the machine has. */
  readonly overcommit: boolean;
}

/** Reads `backendOptions`. Throws `INVALID_OPTION`. */
export function parseLocalOptions(options: Readonly<Record<string, unknown>>): LocalOptions {
  refuseUnknownOptions(options, ["nodes", "overcommit"], { backend: "local" });
  return { nodes: parseNodeSize(options.nodes, "local"), overcommit: parseBoolean("overcommit", options.overcommit, false) };
}

/** The size of a slice; a resource that the options omit is proportional to the other one. Throws `INVALID_OPTION` if the machine is too small. */
export function sliceOf({ nodes }: LocalOptions, machine: MachineResources): Slice | undefined {
  if (nodes === undefined) return undefined;
  const { cpus: givenCpus, memoryBytes: givenMemory } = nodes;
  const cpus = givenCpus ?? (machine.cpus * (givenMemory ?? machine.memoryBytes)) / machine.memoryBytes;
  const slice = { cpus, memoryBytes: Math.floor(givenMemory ?? (machine.memoryBytes * cpus) / machine.cpus) };
  checkFits(1, slice, { machine, overcommit: false });
  return slice;
}

/** Throws `INVALID_OPTION` if the machine has no room for this many slices. */
export function checkFits(
  count: number,
  { cpus, memoryBytes }: Slice,
  { machine, overcommit }: { readonly machine: MachineResources; readonly overcommit: boolean },
): void {
  const fits = count * cpus <= machine.cpus + 1e-9 && count * memoryBytes <= machine.memoryBytes;
  if (overcommit || fits) return;
  const slices = count === 1 ? "a node" : `${count} nodes`;
  const each = `${formatCount(cpus, "CPU")} and ${mebibytes(memoryBytes)} MiB${count === 1 ? "" : " each"}`;
  throw new LiveLoadError(
    "INVALID_OPTION",
    `${slices} with ${each} do not fit on this machine, which has ${formatCount(machine.cpus, "CPU")} and ${mebibytes(machine.memoryBytes)} MiB`,
    {
      hint:
        count === 1
          ? "give the nodes less"
          : "give the nodes less, run fewer users, or allow it with --backend-option overcommit=true",
      details: { option: "backendOptions.nodes", value: { cpus, memoryBytes }, nodes: count },
    },
  );
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 ** 2);
}
