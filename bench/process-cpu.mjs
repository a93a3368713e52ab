/** CPU time of a process and its descendants by role, from /proc (Linux). */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** @typedef {"controller" | "watchdog" | "runner" | "driver" | "browser"} Role */

/** The role of the children that a process has waited for, if other than its own. */
const ROLE_OF_CHILDREN = { watchdog: "runner", runner: "browser", driver: "browser" };
const STARTS_BROWSERS = new Set(["runner", "driver", "browser"]);
let msPerTick = 0;

/**
 * CPU milliseconds so far. The time of an exited process is added to its parent, which has waited for it, so the sum
 * over a tree does not shrink when a renderer exits.
 * @param {number} rootPid
 * @param {Role} rootRole
 * @returns {Readonly<Partial<Record<Role, number>>>}
 */
export function cpuByRole(rootPid, rootRole) {
  msPerTick ||= 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  const total = {};
  const add = (role, ticks) => {
    total[role] = (total[role] ?? 0) + ticks * msPerTick;
  };
  for (const { role, ownTicks, waitedForTicks } of treeOf(rootPid, rootRole)) {
    add(role, ownTicks);
    add(ROLE_OF_CHILDREN[role] ?? role, waitedForTicks);
  }
  return total;
}

/**
 * CPU milliseconds so far of a process alone.
 * @param {number} pid
 */
export function ownCpuMs(pid) {
  msPerTick ||= 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return (statOf(String(pid))?.ownTicks ?? 0) * msPerTick;
}

/**
 * A process and its descendants, parents first.
 * @param {number} rootPid
 * @returns {readonly number[]}
 */
export function processTree(rootPid) {
  return treeOf(rootPid, "driver").map(({ pid }) => pid);
}

/**
 * The same with their roles.
 * @param {number} rootPid
 * @param {Role} rootRole
 */
export function treeOf(rootPid, rootRole) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => stat !== undefined);
  const tree = all.filter(({ pid }) => pid === rootPid).map((stat) => ({ ...stat, role: rootRole }));
  for (const { pid, role } of tree) {
    for (const child of all) if (child.parent === pid) tree.push({ ...child, role: roleOf(child.pid, role) });
  }
  return tree;
}

function roleOf(pid, parentRole) {
  if (STARTS_BROWSERS.has(parentRole)) return "browser";
  const command = read(`/proc/${pid}/cmdline`) ?? "";
  if (command.includes("/agent/watchdog/watchdog.js")) return "watchdog";
  return command.includes("/agent/runner/runner.js") ? "runner" : parentRole;
}

function statOf(name) {
  const stat = read(`/proc/${name}/stat`);
  if (stat === undefined) return undefined;
  // The program's name, in parentheses, may contain anything; state and parent follow it, with utime as the 12th field.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return { pid: Number(name), parent: Number(fields[1]), ownTicks: utime + stime, waitedForTicks: cutime + cstime };
}

/** A process may exit while we read. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
