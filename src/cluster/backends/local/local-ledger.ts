import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../../base/folders/make-folder.js";

/** What is written down of a local node, before and after it is started. */
export interface LedgerEntry {
  readonly nodeId: string;
  readonly runId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Absent until the process has been started. */
  readonly pid?: number;
  /** The start of that process: a later one with the same id is not it. */
  readonly startedAt?: string;
  /** Control groups that were made for it. */
  readonly cgroups?: readonly string[];
}

/** Which local nodes exist, on disk, so that another process can find and end them. One file for each node. */
export class LocalLedger {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, "local");
  }

  /** Where the node's output goes. */
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

  /** What was written down of a node; `undefined` when nothing was. */
  async find(entry: Pick<LedgerEntry, "runId" | "nodeId">): Promise<LedgerEntry | undefined> {
    return readEntry(this.#path(entry));
  }

  /** Every entry; what cannot be read is passed over. */
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
