/** Memory of a process and its descendants, with shared memory divided among its users (proportional set size; Linux). */
import { readFileSync } from "node:fs";
import { processTree, treeOf } from "./process-cpu.mjs";

/** @param {number} rootPid */
export function totalMiB(rootPid) {
  return processTree(rootPid).reduce((sum, pid) => sum + pssMiB(pid), 0);
}

/**
 * @typedef {Readonly<Partial<Record<import("./process-cpu.mjs").Role, number>>>} MibByRole
 *
 * @param {number} rootPid
 * @param {import("./process-cpu.mjs").Role} rootRole
 * @returns {MibByRole}
 */
export function mibByRole(rootPid, rootRole) {
  return byRole(rootPid, rootRole, pssMiB);
}

/**
 * Without file mappings: a process's part of a program's text depends on who else runs the program.
 * @param {number} rootPid
 * @param {import("./process-cpu.mjs").Role} rootRole
 * @returns {MibByRole}
 */
export function ownMibByRole(rootPid, rootRole) {
  return byRole(rootPid, rootRole, (pid) => pssMiB(pid) - pssMiB(pid, "Pss_File"));
}

/**
 * Memory of a process alone, with all that it shares; 0 when it has exited.
 * @param {number} pid
 */
export function residentMiB(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function byRole(rootPid, rootRole, mibOf) {
  const total = {};
  for (const { pid, role } of treeOf(rootPid, rootRole)) total[role] = (total[role] ?? 0) + mibOf(pid);
  return total;
}

function pssMiB(pid, field = "Pss") {
  try {
    return (
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024
    );
  } catch {
    // It has exited.
    return 0;
  }
}
