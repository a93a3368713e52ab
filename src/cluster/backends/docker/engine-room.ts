import type Docker from "dockerode";
import { LiveLoadError } from "../../../base/errors.js";
import { formatCount, formatNumber } from "../../../base/numbers.js";
import type { DockerOptions } from "./docker-options.js";

/** The resources of the engine's machine. */
export interface EngineRoom {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** Asks the engine for the resources of its machine. */
export async function roomOf(docker: Docker): Promise<EngineRoom> {
  const { NCPU, MemTotal } = (await docker.info()) as { readonly NCPU: number; readonly MemTotal: number };
  return { cpus: NCPU, memoryBytes: MemTotal };
}

/** Throws `INVALID_OPTION` if not even one node fits on the engine's machine. */
export function checkOneFits({ nodes }: DockerOptions, room: EngineRoom): void {
  const checks = [
    { option: "nodes.cpus", value: nodes?.cpus, has: room.cpus, show: (cpus: number) => formatCount(cpus, "CPU") },
    { option: "nodes.memory", value: nodes?.memoryBytes, has: room.memoryBytes, show: mebibytes },
  ];
  for (const { option, value, has, show } of checks) {
    if (value === undefined || value <= has) continue;
    const message = `backendOptions.${option} is ${show(value)}, and the machine of the Docker Engine has ${show(has)}`;
    throw new LiveLoadError("INVALID_OPTION", message, {
      hint: `give the nodes at most that with --backend-option ${option}, or use an engine on a larger machine`,
      details: { option: `backendOptions.${option}`, value, allowed: has },
    });
  }
}

/** Describes how many nodes fit on the engine's machine without competing for resources. */
export function roomTextOf({ nodes }: DockerOptions, room: EngineRoom): string {
  const { cpus = room.cpus, memoryBytes = room.memoryBytes } = nodes ?? {};
  const count = Math.floor(Math.min((room.cpus + 1e-9) / cpus, room.memoryBytes / memoryBytes));
  return `${formatCount(count, "container")} like that on the engine's machine, which has ${formatCount(room.cpus, "CPU")} and ${mebibytes(room.memoryBytes)}`;
}

/** The warning for more nodes than the machine has room for, which compete for its resources; `undefined` if all fit. */
export function crowdedRoom(count: number, { nodes }: DockerOptions, room: EngineRoom): string | undefined {
  const { cpus = room.cpus, memoryBytes = room.memoryBytes } = nodes ?? {};
  const isFit = count * cpus <= room.cpus + 1e-9 && count * memoryBytes <= room.memoryBytes;
  if (isFit || count < 2) return undefined;
  const each = `${formatNumber(cpus)} ${cpus === 1 ? "CPU" : "CPUs"} and ${mebibytes(memoryBytes)} each`;
  const has = `${formatCount(room.cpus, "CPU")} and ${mebibytes(room.memoryBytes)}`;
  return `${formatCount(count, "container")} with ${each} are more than the machine of the Docker Engine has (${has}): they take CPU time and memory from each other, and what they measure may be distorted; give them less with --backend-option nodes.cpus and nodes.memory, or run fewer users`;
}

function mebibytes(bytes: number): string {
  return `${formatNumber(Math.floor(bytes / 1024 ** 2))} MiB`;
}
