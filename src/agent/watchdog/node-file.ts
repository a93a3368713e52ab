import { readFileSync } from "node:fs";
import { z } from "zod";

const NODE_FILE = z.strictObject({ argv: z.array(z.string()).readonly(), env: z.record(z.string(), z.string()).readonly() });

/** What is a node's own, where the platform gives it in a file; `undefined` where it is in arguments and environment. Throws when the file is not what it should be. */
export function readNodeFile(path: string | undefined): z.infer<typeof NODE_FILE> | undefined {
  return path === undefined || path === "" ? undefined : NODE_FILE.parse(JSON.parse(readFileSync(path, "utf8")));
}
