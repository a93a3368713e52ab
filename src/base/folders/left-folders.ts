import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownPid } from "../host.js";
import { processSpace, startOfProcess } from "../processes.js";

/** Prefix of LiveLoad's temporary folders. */
const PREFIX = /^live-?load-/;
/** A file in each temporary folder that names the process that owns it. */
const OWNER_FILE = ".owner";

/** Records in a temporary folder that it belongs to this process and, on a node, to a run. */
export function markOwner(folder: string, runId?: string): void {
  const pid = ownPid();
  const owner = { pid, startedAt: startOfProcess(pid) ?? "", space: processSpace(), runId };
  writeFileSync(join(folder, OWNER_FILE), JSON.stringify(owner));
}

/**
 * Temporary folders whose process was killed before it could remove them.
 * @param endingRuns runs whose processes count as gone, though they may still be alive
 */
export function leftFolders(parent = tmpdir(), endingRuns: ReadonlySet<string> = new Set()): readonly string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && PREFIX.test(entry.name))
      .map(({ name }) => join(parent, name))
      .filter((folder) => isLeft(folder, endingRuns));
  } catch {
    return [];
  }
}

/** Removes the temporary folders whose process is gone. Returns the removed ones. */
export function removeLeftFolders(parent = tmpdir()): readonly string[] {
  return leftFolders(parent).filter((folder) => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      return true;
    } catch {
      // It belongs to another user, or something still writes there: the next run tries again.
      return false;
    }
  });
}

/** A folder is kept when it names no process, or one of another container, whose state cannot be known here. */
function isLeft(folder: string, endingRuns: ReadonlySet<string>): boolean {
  try {
    const owner = JSON.parse(readFileSync(join(folder, OWNER_FILE), "utf8")) as Partial<Record<string, unknown>>;
    const { pid, startedAt, space, runId } = owner;
    if (typeof pid !== "number" || typeof startedAt !== "string" || startedAt === "") return false;
    if (space !== processSpace()) return false;
    return (typeof runId === "string" && endingRuns.has(runId)) || startOfProcess(pid) !== startedAt;
  } catch {
    return false;
  }
}
