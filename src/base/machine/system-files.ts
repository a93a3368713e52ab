import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads a file by its absolute path; `undefined` when there is none, or it cannot be read. */
export type ReadSystemFile = (path: string) => Promise<string | undefined>;

/** The files of a machine whose file system begins at `root`. Read on the spot: by way of the thread pool they took four times the CPU. */
export function systemFiles(root = "/"): ReadSystemFile {
  return async (path) => {
    try {
      return readFileSync(join(root, path), "utf8");
    } catch {
      return undefined;
    }
  };
}

/** The number that a line `key number` holds, as in `cpu.stat` and `memory.events`. */
export function statValue(text: string | undefined, key: string): number | undefined {
  const found = new RegExp(`^${key}:?\\s+(\\d+)`, "m").exec(text ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The CPUs that a list like `0-3,8` names. */
export function parseCpuList(text: string | undefined): readonly number[] {
  return (text ?? "")
    .trim()
    .split(",")
    .flatMap((part) => {
      const range = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
      if (range === null) return [];
      const [first, last] = [Number(range[1]), Number(range[2] ?? range[1])];
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
    });
}
