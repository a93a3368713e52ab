import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a program to its end and returns its output; rejects with its error output when it fails. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { input, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { ...rest, encoding: "utf8", maxBuffer: 1e8 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${program} ${args.join(" ")} failed: ${stderr.trim() || error.message}`, { cause: error }));
    });
    child.stdin?.end(input);
  });
}

/** The path of a program, from PATH and the sbin folders, which not every PATH has. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin", "/usr/local/go/bin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Waits until `condition` returns a value; rejects with `what` when that takes longer than `deadlineMs`. */
export async function until<T>(
  what: string,
  deadlineMs: number,
  condition: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const result = await condition();
    if (result !== undefined) return result;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${deadlineMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
