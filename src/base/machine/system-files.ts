import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads a file by its absolute path; `undefined` when it does not exist or cannot be read. */
export type ReadSystemFile = (path: string) => Promise<string | undefined>;

/** Reads the files below `root`. Synchronously, because reading by way of the thread pool took four times the CPU. */
export function systemFiles(root = "/"): ReadSystemFile {
  return async (path) => {
    try {
      return readFileSync(join(root, path), "utf8");
    } catch {
      return undefined;
    }
  };
}

/** The number in the line `key number`, as in `cpu.stat` and `memory.events`. */
export function statValue(text: string | undefined, key: string): number | undefined {
  const found = new RegExp(`^${key}:?\\s+(\\d+)`, "m").exec(text ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Parses a list of CPUs such as `0-3,8`. */
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
