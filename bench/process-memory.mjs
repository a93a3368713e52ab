/** Memory of a process and all that it started, in which what several share counts in parts (proportional set size; Linux). */
import { readFileSync } from "node:fs";
import { processTree, treeOf } from "./process-cpu.mjs";

/** @param {number} rootPid */
export function totalMiB(rootPid) {
  return processTree(rootPid).reduce((sum, pid) => sum + pssMiB(pid), 0);
}

/**
 * @param {number} rootPid
 * @param {import("./process-cpu.mjs").Role} rootRole
 * @returns {Readonly<Partial<Record<import("./process-cpu.mjs").Role, number>>>}
 */
export function mibByRole(rootPid, rootRole) {
  const total = {};
  for (const { pid, role } of treeOf(rootPid, rootRole)) total[role] = (total[role] ?? 0) + pssMiB(pid);
  return total;
}

function pssMiB(pid) {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    // It has gone.
    return 0;
  }
}
