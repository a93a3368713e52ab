import { type NodeSize, parseBoolean, parseNodeSize, refuseUnknownOptions } from "../../../base/backend-options.js";
import { LiveLoadError } from "../../../base/errors.js";
import type { MachineResources } from "../../../base/machine/machine-resources.js";
import { formatCount } from "../../../base/numbers.js";

/** What each node gets of this machine. */
export interface Slice {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** `backendOptions` of the local backend. */
export interface LocalOptions {
  /** Absent: one node with all of the machine. */
  readonly nodes: NodeSize | undefined;
  /** All nodes together may be given more than the machine has. */
  readonly overcommit: boolean;
}

/** Reads `backendOptions`. Throws `INVALID_OPTION`. */
export function parseLocalOptions(options: Readonly<Record<string, unknown>>): LocalOptions {
  refuseUnknownOptions(options, ["nodes", "overcommit"], { backend: "local" });
  return { nodes: parseNodeSize(options.nodes, "local"), overcommit: parseBoolean("overcommit", options.overcommit, false) };
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
  const each = `${formatCount(cpus, "CPU")} and ${mebibytes(memoryBytes)} MiB${count === 1 ? "" : " each"}`;
  throw new LiveLoadError(
    "INVALID_OPTION",
    `${slices} with ${each} cannot be cut out of this machine, which has ${formatCount(machine.cpus, "CPU")} and ${mebibytes(machine.memoryBytes)} MiB`,
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
