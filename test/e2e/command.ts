import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import type { RunResult } from "../../src/result/model.js";

const CLI = resolve("dist/cli/main.js");
if (!existsSync(CLI)) throw new Error("the end-to-end tests run the built command: npm run build");

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error or output has shown the text. */
  shown(text: string | RegExp): Promise<void>;
}

/** Has something done at the end of a test; those that run side by side have one each. */
export type AtEnd = (act: () => Promise<void> | void) => void;

/** The real `live-load`, as its own process. It is killed at the end of the test if it still runs. */
export function liveLoad(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly atEnd?: AtEnd } = {},
): RunningCommand {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { atEnd = onTestFinished } = options;
  atEnd(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  const told = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    told();
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    told();
  });
  const ended = new Promise<Ended>((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done({ code, stdout, stderr }));
  });
  const shown = (text: string | RegExp) =>
    new Promise<void>((done, failed) => {
      const look = () => {
        const all = `${stderr}${stdout}`;
        if (typeof text === "string" ? !all.includes(text) : !text.test(all)) return;
        listeners.delete(look);
        done();
      };
      listeners.add(look);
      void ended.then((end) =>
        failed(new Error(`the command ended (${end.code}) without showing ${text}: ${end.stderr}${end.stdout}`)),
      );
      look();
    });
  return { child, ended, shown };
}

/** A folder that is removed after the test. */
export async function temporaryFolder(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "live-load-e2e-"));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The result in an output folder. */
export function resultIn(folder: string): RunResult {
  return JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as RunResult;
}

/** Waits until the condition holds; fails after a generous time with the description. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Command lines of running processes that were started for this run; Linux only. */
export async function processesOfRun(runId: string): Promise<readonly string[]> {
  const { readdir, readFile } = await import("node:fs/promises");
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ");
    if (environment.includes(runId) || command.includes(runId)) found.push(`${pid} ${command}`);
  }
  return found;
}
