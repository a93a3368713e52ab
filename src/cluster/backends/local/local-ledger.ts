import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../../base/folders/make-folder.js";

/** The record of a local node, written before and after it is started. */
export interface LedgerEntry {
  readonly nodeId: string;
  readonly runId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Absent until the process has started. */
  readonly pid?: number;
  /** The start time of the process, which distinguishes it from a later process with the same id. */
  readonly startedAt?: string;
  /** Control groups created for the node. */
  readonly cgroups?: readonly string[];
}

/** Records local nodes on disk, one file per node, so that another process can find and end them. */
export class LocalLedger {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, "local");
  }

  /** The file with the node's output. */
  logPath(runId: string, nodeId: string): string {
    return join(this.#folder, runId, `${nodeId}.log`);
  }

  async write(entry: LedgerEntry): Promise<void> {
    makeFolder(join(this.#folder, entry.runId), 0o700);
    await writeFile(this.#path(entry), JSON.stringify(entry), { mode: 0o600 });
  }

  async remove(entry: LedgerEntry): Promise<void> {
    await rm(this.#path(entry), { force: true });
    await rm(this.logPath(entry.runId, entry.nodeId), { force: true });
    const left = await readdir(join(this.#folder, entry.runId)).catch(() => ["unreadable"]);
    if (left.length === 0) await rm(join(this.#folder, entry.runId), { recursive: true, force: true });
  }

  /** The record of a node, if there is one. */
  async find(entry: Pick<LedgerEntry, "runId" | "nodeId">): Promise<LedgerEntry | undefined> {
    return readEntry(this.#path(entry));
  }

  /** All entries; skips those that cannot be read. */
  async entries(): Promise<readonly LedgerEntry[]> {
    const runs = await readdir(this.#folder).catch(() => []);
    const found: LedgerEntry[] = [];
    for (const run of runs) {
      for (const file of await readdir(join(this.#folder, run)).catch(() => [])) {
        const entry = file.endsWith(".json") ? await readEntry(join(this.#folder, run, file)) : undefined;
        if (entry !== undefined) found.push(entry);
      }
    }
    return found;
  }

  #path({ runId, nodeId }: Pick<LedgerEntry, "runId" | "nodeId">): string {
    return join(this.#folder, runId, `${nodeId}.json`);
  }
}

async function readEntry(path: string): Promise<LedgerEntry | undefined> {
  try {
    const entry = JSON.parse(await readFile(path, "utf8")) as Partial<LedgerEntry>;
    const whole = typeof entry.nodeId === "string" && typeof entry.runId === "string" && typeof entry.labels === "object";
    return whole ? (entry as LedgerEntry) : undefined;
  } catch {
    return undefined;
  }
}
