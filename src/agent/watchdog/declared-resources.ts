import type { MachineResources } from "../../base/machine/machine-resources.js";
import { AGENT_ENVIRONMENT } from "../../protocol/agent-environment.js";
import type { NodeResources } from "../../protocol/resources.js";

/**
 * What a node may count on: what it found, or less where whoever made it says so and nothing enforces it. A declaration never
 * adds anything.
 */
export function declaredResources(found: MachineResources, env: Readonly<Record<string, string | undefined>>): NodeResources {
  const cpus = Number(env[AGENT_ENVIRONMENT.cpus] ?? Number.NaN);
  const memoryBytes = Number(env[AGENT_ENVIRONMENT.memory] ?? Number.NaN);
  return {
    ...found,
    ...(cpus > 0 && cpus < found.cpus ? { cpus, cpuSource: "declared" as const } : {}),
    ...(memoryBytes > 0 && memoryBytes < found.memoryBytes
      ? {
          memoryBytes,
          availableMemoryBytes: Math.min(memoryBytes, found.availableMemoryBytes),
          memorySource: "declared" as const,
        }
      : {}),
  };
}
