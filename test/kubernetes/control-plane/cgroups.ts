import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./host.js";
import type { Layout } from "./layout.js";
import { signal } from "./processes.js";

const ROOT = "/sys/fs/cgroup";
const CONTROLLERS = "+cpu +cpuset +memory +pids";

/** Creates the parent cgroup of all pods: in every hierarchy of version 1, or in the one of version 2. */
export function makeCgroups({ name }: Layout): void {
  if (existsSync(join(ROOT, "cgroup.controllers"))) {
    writeFileSync(join(ROOT, "cgroup.subtree_control"), CONTROLLERS);
    mkdirSync(join(ROOT, name));
    writeFileSync(join(ROOT, name, "cgroup.subtree_control"), CONTROLLERS);
    return;
  }
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, name));
  // A new cpuset is empty and accepts no process until it is filled.
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const parent = join(ROOT, "cpuset", file);
    if (existsSync(parent)) writeFileSync(join(ROOT, "cpuset", name, file), readFileSync(parent));
  }
}

/** Ends all processes of all pods. */
export async function killCgroups(layout: Layout): Promise<void> {
  await until("processes of pods end", 20_000, () => {
    const pids = cgroupsOf(layout).flatMap((folder) => lines(join(folder, "cgroup.procs")));
    for (const pid of pids) signal(Number(pid), "SIGKILL");
    return pids.length === 0 ? true : undefined;
  });
}

export async function removeCgroups(layout: Layout): Promise<void> {
  await until("cgroups of pods go", 20_000, () => {
    for (const folder of cgroupsOf(layout)) removeIfIdle(folder);
    return cgroupsOf(layout).length === 0 ? true : undefined;
  });
}

/** All cgroups of this control plane, the innermost first. */
export function cgroupsOf({ name }: Pick<Layout, "name">): readonly string[] {
  const roots = [ROOT, ...hierarchies()].map((hierarchy) => join(hierarchy, name));
  return roots.filter((root) => existsSync(root)).flatMap(innermostFirst);
}

function innermostFirst(folder: string): readonly string[] {
  return [...subfolders(folder).flatMap(innermostFirst), folder];
}

/** The hierarchies of version 1, and the one of version 2 beside them. */
function hierarchies(): readonly string[] {
  return subfolders(ROOT).filter((folder) => existsSync(join(folder, "cgroup.procs")));
}

function subfolders(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    // A link is another name of a hierarchy (`cpu` of `cpu,cpuacct`).
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

function removeIfIdle(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EBUSY" && code !== "ENOENT") throw error;
  }
}
