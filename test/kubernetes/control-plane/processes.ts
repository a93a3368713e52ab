import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./host.js";
import type { Layout } from "./layout.js";

export interface Component {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

const END_MS = 15_000;

/** Starts a component with its own log and records its process id, so that a later process can end it too. */
export function startComponent(layout: Layout, { name, program, args }: Component): void {
  const log = openSync(logPath(layout, name), "a");
  // In its own process group, so that on Ctrl-C we determine the order of the shutdown.
  // Ends with us even when we are killed; the next start removes the rest.
  const child = spawn("setpriv", ["--pdeathsig", "TERM", program, ...args], {
    cwd: layout.folder,
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  // Without a process id there is no process: `diedBecause` reports that, and the log says why.
  child.on("error", (error) =>
    writeFileSync(logPath(layout, name), `${program} cannot be run: ${error.message}\n`, { flag: "a" }),
  );
  if (child.pid !== undefined) writeFileSync(pidPath(layout, name), identityOf(child.pid) ?? "");
}

/** Why a started component no longer runs, with the end of its log; undefined while it runs. */
export function diedBecause(layout: Layout, name: string): string | undefined {
  const identity = noted(layout, name);
  if (identity !== undefined && isAlive(identity)) return undefined;
  return `${name} has ended: ${logEnd(layout, name)}`;
}

/** The last lines of a component's log. */
export function logEnd(layout: Layout, name: string): string {
  const path = logPath(layout, name);
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").slice(-8).join("\n") : "it wrote no log";
}

/** Ends a component, by force when it takes too long. */
export async function endComponent(layout: Layout, name: string): Promise<void> {
  const identity = noted(layout, name);
  if (identity !== undefined) await end(identity);
  rmSync(pidPath(layout, name), { force: true });
}

/** Ends the process with this identity, and no other that has reused its number. */
async function end(identity: string): Promise<void> {
  const pid = Number(identity.split(" ")[0]);
  const gone = () => (isAlive(identity) ? undefined : true);
  if (isAlive(identity)) signal(pid, "SIGTERM");
  try {
    await until(`process ${pid} ends`, END_MS, gone);
  } catch {
    if (isAlive(identity)) signal(pid, "SIGKILL");
    await until(`process ${pid} ends after it was killed`, END_MS, gone);
  }
}

/** Identifies a process by its number and start time, since numbers are reused; undefined if it has exited. */
export function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, a name in parentheses, may contain spaces and parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? undefined : `${pid} ${fields[18]}`;
  } catch {
    return undefined;
  }
}

export function isAlive(identity: string): boolean {
  return identityOf(Number(identity.split(" ")[0])) === identity;
}

/** Sends a signal to a process that may have exited. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function noted(layout: Layout, name: string): string | undefined {
  const path = pidPath(layout, name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function pidPath(layout: Layout, name: string): string {
  return join(layout.runtime, `${name}.pid`);
}

function logPath(layout: Layout, name: string): string {
  return join(layout.logs, `${name}.log`);
}
