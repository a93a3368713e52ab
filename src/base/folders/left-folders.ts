import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownPid } from "../host.js";
import { processSpace, startOfProcess } from "../processes.js";

/** Prefix of LiveLoad's temporary folders. */
const PREFIX = /^live-?load-/;
/** A file in each temporary folder that names the process that owns it. */
const OWNER_FILE = ".owner";

/** Marks a temporary folder as owned by this process. */
export function markOwner(folder: string): void {
  const pid = ownPid();
  const owner = { pid, startedAt: startOfProcess(pid) ?? "", space: processSpace() };
  writeFileSync(join(folder, OWNER_FILE), JSON.stringify(owner));
}

/** Temporary folders whose process is gone, because it was killed before it could remove them. */
export function leftFolders(parent = tmpdir()): readonly string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && PREFIX.test(entry.name))
      .map(({ name }) => join(parent, name))
      .filter(isLeft);
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
function isLeft(folder: string): boolean {
  try {
    const owner = JSON.parse(readFileSync(join(folder, OWNER_FILE), "utf8")) as Partial<Record<string, unknown>>;
    const { pid, startedAt, space } = owner;
    if (typeof pid !== "number" || typeof startedAt !== "string" || startedAt === "") return false;
    return space === processSpace() && startOfProcess(pid) !== startedAt;
  } catch {
    return false;
  }
}
