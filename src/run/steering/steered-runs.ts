import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { makeFolder } from "../../base/folders/make-folder.js";
import { makeTemporaryFolder } from "../../base/folders/needed-folders.js";
import { stateFolder } from "../../base/folders/state-folder.js";
import { processSpace, startOfProcess } from "../../base/processes.js";

const steeredRunSchema = z.object({
  runId: z.string(),
  pid: z.number(),
  /** Start of that process, which distinguishes it from a later one with the same id. */
  startedAt: z.string(),
  /** The host and pid namespace in which the pid is valid. */
  space: z.string(),
  /** Path of its socket. */
  socket: z.string(),
  outputFolder: z.string(),
  /** The folder that holds the folders of several scenarios. */
  parentFolder: z.string().optional(),
  /** The scenario's file, as people gave it. */
  file: z.string(),
});
/** A run that can be steered, as it is noted in the state folder. */
export type SteeredRun = z.infer<typeof steeredRunSchema>;

type Environment = Readonly<Record<string, string | undefined>>;

/** The longest path of a Unix socket that every platform takes, in bytes. */
const MAX_SOCKET_PATH = 100;

/** The path for a run's socket: in the state folder, or in a temporary folder of its own where that path would be too long. */
export function socketPathOf(env: Environment, runId: string): string {
  const folder = noteFolder(env);
  makeFolder(folder, 0o700);
  const path = join(folder, `${runId}.sock`);
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH ? path : join(makeTemporaryFolder("live-load-control-"), "run.sock");
}

/** Notes a run, so that `live-load status` and the like find it. */
export function noteRun(env: Environment, run: Omit<SteeredRun, "startedAt" | "space">): void {
  const note: SteeredRun = { ...run, startedAt: startOfProcess(run.pid) ?? "", space: processSpace() };
  writeFileSync(notePath(env, run.runId), JSON.stringify(note), { mode: 0o600 });
}

/** Removes a run's note and socket. */
export function forgetRun(env: Environment, { runId, socket }: Pick<SteeredRun, "runId" | "socket">): void {
  rmSync(notePath(env, runId), { force: true });
  rmSync(socket, { force: true });
}

/** The runs that are noted: those of dead processes of this machine apart. */
export function steeredRuns(env: Environment): { readonly runs: readonly SteeredRun[]; readonly dead: readonly SteeredRun[] } {
  const noted = namesIn(noteFolder(env))
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => readNote(join(noteFolder(env), name)) ?? []);
  return { runs: noted.filter((run) => !isDead(run)), dead: noted.filter(isDead) };
}

/** Removes what killed runs have left in the state folder. Returns how many there were. */
export function removeDeadRuns(env: Environment): number {
  const { dead } = steeredRuns(env);
  for (const run of dead) forgetRun(env, run);
  return dead.length;
}

/** A process of another machine or container that shares the folder may be alive. */
function isDead({ pid, startedAt, space }: SteeredRun): boolean {
  return space === processSpace() && startOfProcess(pid) !== startedAt;
}

function noteFolder(env: Environment): string {
  return join(stateFolder(env), "control");
}

function notePath(env: Environment, runId: string): string {
  return join(noteFolder(env), `${runId}.json`);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readNote(path: string): SteeredRun | undefined {
  try {
    return steeredRunSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}
