import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { processExists, signalProcess } from "./host.js";

/**
 * The start of a process in the platform's own format (Linux: clock ticks since boot; elsewhere the text of `ps`). It
 * distinguishes the process from a later one with the same id. `undefined` when the process is gone.
 */
export function startOfProcess(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may itself contain spaces and parentheses; the start is the 20th field after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  if (!processExists(pid)) return undefined;
  try {
    const line = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5000,
    }).trim();
    return line === "" ? undefined : line;
  } catch {
    return undefined;
  }
}

/** Processes of this user, except zombies, whose environment has `name=value`. Finds none on platforms other than Linux. */
export function processesWithVariable(name: string, value: string): readonly number[] {
  const variable = `${name}=${value}`;
  return processIds().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(variable);
    } catch {
      return false;
    }
  });
}

/** Kills every process whose environment has the variable, except `keep`. Returns how many there were. */
export function sweepProcesses(name: string, value: string, keep: readonly number[] = []): number {
  const found = processesWithVariable(name, value).filter((pid) => !keep.includes(pid));
  for (const pid of found) signalProcess(pid, "SIGKILL");
  return found.length;
}

function processIds(): readonly number[] {
  try {
    return readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number);
  } catch {
    return [];
  }
}

/**
 * Identifies the scope in which a process id is unique: host name, boot of the kernel, and PID namespace. It differs between
 * two containers, even when they share a folder.
 */
export function processSpace(): string {
  return [hostname(), readOr("/proc/sys/kernel/random/boot_id"), linkOr("/proc/self/ns/pid")].join(" ");
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "-";
  }
}

function linkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "-";
  }
}
