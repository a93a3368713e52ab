import type { MachineResources } from "../../base/machine/machine-resources.js";
import { AGENT_ENVIRONMENT } from "../../protocol/agent-environment.js";
import type { NodeResources } from "../../protocol/resources.js";

/**
 * The resources that a node may use: those that it detected, or less where its creator declares a limit that nothing
 * enforces. A declaration never adds resources.
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
