import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Clock, Timer } from "../../base/clock.js";
import { LiveLoadError } from "../../base/errors.js";
import type { Machine } from "../../base/host.js";
import { processSpace, startOfProcess } from "../../base/processes.js";

/** Says which process is writing into a folder. */
export const LOCK_FILE = ".liveload.lock";

/** The process that takes a folder. */
export interface FolderOwner {
  readonly runId: string;
  readonly host: Pick<Machine, "pid" | "clock">;
}

/** A lock that is held. */
export interface FolderLock {
  /** Whether the file is still there: it goes when somebody deletes the folder. */
  isThere(): Promise<boolean>;
  /** Lets others in again. Idempotent. */
  release(): Promise<void>;
}

/** What the file says. */
interface LockNote {
  readonly pid: number;
  /** The start of that process, which tells it from a later one with the same id. */
  readonly startedAt: string;
  /** The host and process namespace in which the id is valid. */
  readonly space: string;
  readonly host: string;
  readonly runId: string;
}

/** A holder refreshes its lock this often; one elsewhere that has not for `GONE_AFTER_MS` is gone. */
const [REFRESH_MS, GONE_AFTER_MS] = [5000, 30_000];
const ATTEMPTS = 3;

/** Locks that this process holds: a lock in our name that is not among them was left by an earlier process. */
const heldHere = new Set<string>();

/** Locks a folder that exists. Throws `OUTPUT_FOLDER_IN_USE` while a process that is alive holds it. */
export async function lockFolder(path: string, owner: FolderOwner): Promise<FolderLock> {
  const file = join(path, LOCK_FILE);
  const note = JSON.stringify(noteOf(owner));
  // A lock whose process is gone is taken over; when two do so at once, the exclusive write lets one of them win.
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
      if (heldHere.delete(file)) await rm(file, { force: true });
    },
  };
}

/** A lock that does not say all of this is left from a version that did not check it, or was cut short. */
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

/** For a process on another machine or in another container: by the clock of the file system, which both see. */
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
