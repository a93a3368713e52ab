import { z } from "zod";

/** The resources of a node, as its agent detected them. */
export const nodeResourcesSchema = z.strictObject({
  /** CPUs that the node may use, with a fraction. */
  cpus: z.number().positive(),
  /** The limit that `cpus` comes from. */
  cpuSource: z.enum(["quota", "cpuset", "host", "declared"]),
  /** Bytes of memory that the node may use in total. */
  memoryBytes: z.number().positive(),
  /** Bytes of it that are available now. */
  availableMemoryBytes: z.number().nonnegative(),
  memorySource: z.enum(["cgroup", "host", "declared"]),
  cgroup: z.enum(["v1", "v2", "hybrid", "none"]),
  platform: z.string(),
  arch: z.string(),
  hostname: z.string(),
  nodeVersion: z.string(),
});
/** The resources of a node. */
export type NodeResources = z.infer<typeof nodeResourcesSchema>;

/** The browser on a node, and the three figures that a cluster is sized from. */
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
/** The browser on a node. */
export type BrowserDescription = z.infer<typeof browserDescriptionSchema>;
