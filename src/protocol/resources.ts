import { z } from "zod";

/** What a node really has, as it found it out by itself. */
export const nodeResourcesSchema = z.strictObject({
  /** CPUs that the node may use, with a fraction. */
  cpus: z.number().positive(),
  /** Which limit `cpus` comes from. */
  cpuSource: z.enum(["quota", "cpuset", "host", "declared"]),
  /** Bytes of memory that the node may use in all. */
  memoryBytes: z.number().positive(),
  /** Bytes of it that are free to use now. */
  availableMemoryBytes: z.number().nonnegative(),
  memorySource: z.enum(["cgroup", "host", "declared"]),
  cgroup: z.enum(["v1", "v2", "hybrid", "none"]),
  platform: z.string(),
  arch: z.string(),
  hostname: z.string(),
  nodeVersion: z.string(),
});
/** What a node really has. */
export type NodeResources = z.infer<typeof nodeResourcesSchema>;

/** What the browser on a node is, and the three figures that a cluster is sized from. */
export const browserDescriptionSchema = z.strictObject({
  /** Name of the browser connection. */
  connection: z.string(),
  executablePath: z.string(),
  version: z.string(),
  browserContextsPerCore: z.number().positive(),
  browserMemoryUsageBytes: z.number().nonnegative(),
  contextMemoryUsageBytes: z.number().positive(),
  cannotMeasure: z.array(z.string()),
});
/** What the browser on a node is. */
export type BrowserDescription = z.infer<typeof browserDescriptionSchema>;
