import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock, Timer } from "../../base/clock.js";
import { LiveLoadError } from "../../base/errors.js";
import type { Machine } from "../../base/machine/machine.js";
import { processSpace, startOfProcess } from "../../base/processes.js";

/** Name of the file that says which process is writing into a folder. */
export const LOCK_FILE = ".liveload.lock";

/** The process and run that lock a folder. */
export interface FolderOwner {
  readonly runId: string;
  readonly host: Pick<Machine, "pid" | "clock">;
}

/** A lock that is held. */
export interface FolderLock {
  /** Whether the lock file still exists; it is gone when somebody deleted the folder. */
  isThere(): Promise<boolean>;
  /** Unlocks the folder. Idempotent. */
  release(): Promise<void>;
}

/** Content of the lock file. */
interface LockNote {
  readonly pid: number;
  /** Start of that process, which distinguishes it from a later one with the same pid. */
  readonly startedAt: string;
  /** The host and pid namespace in which the pid is valid. */
  readonly space: string;
  readonly host: string;
  readonly runId: string;
}

/** How often a holder refreshes its lock, and how stale the lock of another machine must be to count as abandoned. */
const [REFRESH_MS, GONE_AFTER_MS] = [5000, 30_000];
const ATTEMPTS = 3;

/** Locks that this process holds. A lock with our pid that is not among them was left by an earlier process. */
const heldHere = new Set<string>();

/** Locks a folder that exists. Throws `OUTPUT_FOLDER_IN_USE` while a process that is alive holds it. */
export async function lockFolder(path: string, owner: FolderOwner): Promise<FolderLock> {
  const file = join(path, LOCK_FILE);
  const note = JSON.stringify(noteOf(owner));
  // The lock of a dead process is taken over; if two do so at once, the exclusive write lets one win.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeFile(file, note, { flag: "wx" });
      return hold(file, owner.host.clock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === ATTEMPTS) throw error;
      const holder = await readNote(file);
      if (holder !== undefined && (await isAlive(holder, file, owner.host.pid))) throw inUse(path, holder);
      await rm(file, { force: true });
    }
  }
}

function noteOf({ runId, host: { pid } }: FolderOwner): LockNote {
  return { pid, startedAt: startOfProcess(pid) ?? "", space: processSpace(), host: hostname(), runId };
}

function hold(file: string, clock: Clock): FolderLock {
  heldHere.add(file);
  let timer: Timer;
  const refresh = (): void => {
    const now = new Date(clock.wallTime());
    void utimes(file, now, now).catch(() => {});
    timer = clock.setTimer(refresh, REFRESH_MS, { background: true });
  };
  timer = clock.setTimer(refresh, REFRESH_MS, { background: true });
  return {
    isThere: () =>
      stat(file).then(
        () => true,
        () => false,
      ),
    release: async () => {
      timer.cancel();
      // A lock that cannot be removed counts as abandoned all the same.
      if (heldHere.delete(file)) await rm(file, { force: true }).catch(() => {});
    },
  };
}

/** An incomplete note counts as abandoned: an old version wrote it, or it was truncated. */
async function readNote(file: string): Promise<LockNote | undefined> {
  try {
    const { pid, startedAt, space, host, runId } = JSON.parse(await readFile(file, "utf8")) as Partial<LockNote>;
    const texts = [startedAt, space, host, runId];
    return typeof pid === "number" && texts.every((text) => typeof text === "string")
      ? ({ pid, startedAt, space, host, runId } as LockNote)
      : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, startedAt, space }: LockNote, file: string, ownPid: number): Promise<boolean> {
  if (space !== processSpace()) return wasRefreshed(file, ownPid);
  if (startedAt === "" || startOfProcess(pid) !== startedAt) return false;
  return pid !== ownPid || heldHere.has(file);
}

/** For a process on another machine or in another container: compares times by the clock of the shared file system. */
async function wasRefreshed(file: string, ownPid: number): Promise<boolean> {
  const probe = `${file}.${ownPid}`;
  try {
    await writeFile(probe, "");
    const [now, then] = await Promise.all([stat(probe), stat(file)]);
    return now.mtimeMs - then.mtimeMs < GONE_AFTER_MS;
  } catch {
    return false;
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

function inUse(path: string, { pid, host }: LockNote): LiveLoadError {
  const where = host === hostname() ? "" : ` on ${host}`;
  return new LiveLoadError("OUTPUT_FOLDER_IN_USE", `another run (process ${pid}${where}) is writing into ${path}`, {
    hint: `wait for it, or choose another folder with --out${where === "" ? "" : "; a run that has died leaves it within 30 seconds"}`,
    details: { pid },
  });
}
