import { readFileSync } from "node:fs";
import { z } from "zod";

const NODE_FILE = z.strictObject({ argv: z.array(z.string()).readonly(), env: z.record(z.string(), z.string()).readonly() });

/** A node's own arguments and variables, where the platform passes them in a file; otherwise `undefined`. Throws for a malformed file. */
export function readNodeFile(path: string | undefined): z.infer<typeof NODE_FILE> | undefined {
  return path === undefined || path === "" ? undefined : NODE_FILE.parse(JSON.parse(readFileSync(path, "utf8")));
}
