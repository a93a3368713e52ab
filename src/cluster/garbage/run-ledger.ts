import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../base/folders/make-folder.js";
import { stateFolderError } from "../../base/folders/needed-folders.js";
import { stateFolder } from "../../base/folders/state-folder.js";
import { startOfProcess } from "../../base/processes.js";

/** A run that may still have nodes. */
export interface LedgerRun {
  readonly runId: string;
  /** The controller's process, and its start time, which distinguishes it from a later process with the same id. */
  readonly pid: number;
  readonly startedAt: string;
  /** Name or absolute path of the backend. */
  readonly backend: string;
  /** The options and environment variables that identify the platform. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 after which all of its nodes have ended by themselves. */
  readonly expiresAt: number;
}

/**
 * A record on disk of the runs that this user's controllers have started and not cleaned up. An entry is written before the
 * first node is created and removed once all nodes are known to be gone. Read by `live-load gc`.
 */
export class RunLedger {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #folder: string;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
    this.#folder = join(stateFolder(env), "runs");
  }

  async write(run: Omit<LedgerRun, "startedAt" | "options" | "env"> & Partial<LedgerRun>): Promise<void> {
    const entry: LedgerRun = { options: {}, env: {}, ...run, startedAt: startOfProcess(run.pid) ?? "" };
    try {
      makeFolder(this.#folder, 0o700);
      await writeFile(this.#path(run.runId), JSON.stringify(entry), { mode: 0o600 });
    } catch (error) {
      throw stateFolderError(this.#env, error);
    }
  }

  async remove(runId: string): Promise<void> {
    await rm(this.#path(runId), { force: true });
  }

  /** All runs; skips entries that cannot be read. */
  async runs(): Promise<readonly LedgerRun[]> {
    const files = await readdir(this.#folder).catch(() => []);
    const runs = await Promise.all(
      files.filter((file) => file.endsWith(".json")).map((file) => readRun(join(this.#folder, file))),
    );
    return runs.filter((run) => run !== undefined);
  }

  #path(runId: string): string {
    return join(this.#folder, `${runId}.json`);
  }
}

/** True if the controller of a run is still alive. */
export function isControllerAlive({ pid, startedAt }: LedgerRun): boolean {
  return startedAt !== "" && startOfProcess(pid) === startedAt;
}

async function readRun(path: string): Promise<LedgerRun | undefined> {
  try {
    const run = JSON.parse(await readFile(path, "utf8")) as Partial<LedgerRun>;
    const { runId, pid, startedAt, backend, options = {}, env = {}, expiresAt } = run;
    const isWhole =
      typeof runId === "string" &&
      typeof pid === "number" &&
      typeof startedAt === "string" &&
      typeof backend === "string" &&
      typeof expiresAt === "number";
    return isWhole ? { runId, pid, startedAt, backend, options, env, expiresAt } : undefined;
  } catch {
    return undefined;
  }
}
