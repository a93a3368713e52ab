import { posix } from "node:path";
import type { ReadSystemFile } from "./system-files.js";

/** The folders with a controller's limits on this process: its own group first, then all visible groups around it. */
export interface CgroupLevels {
  readonly version: 1 | 2;
  readonly folders: readonly string[];
}

/** The control groups of this process. `undefined` for a controller that does not exist. */
export interface CgroupTree {
  readonly mode: "v1" | "v2" | "hybrid" | "none";
  readonly cpu: CgroupLevels | undefined;
  readonly cpuset: CgroupLevels | undefined;
  readonly memory: CgroupLevels | undefined;
}

interface Membership {
  /** Empty for version 2. */
  readonly controllers: readonly string[];
  readonly path: string;
}

interface Mount {
  readonly root: string;
  readonly folder: string;
  readonly version: 1 | 2;
  readonly options: readonly string[];
}

/**
 * Finds the groups that limit this process. On hybrid hosts, which have version 1 controllers and a `0::` line, a controller
 * belongs to version 1 when one of its lines names the controller, else to version 2.
 */
export async function readCgroupTree(read: ReadSystemFile): Promise<CgroupTree> {
  const memberships = parseMemberships((await read("/proc/self/cgroup")) ?? "");
  const mounts = parseMounts((await read("/proc/self/mountinfo")) ?? "");
  const levelsOf = (controller: string) => levels(controller, memberships, mounts);
  const hasV1 = memberships.some(({ controllers }) => controllers.some((name) => ["cpu", "cpuset", "memory"].includes(name)));
  const hasV2 = memberships.some(({ controllers }) => controllers.length === 0);
  const mode = hasV1 ? (hasV2 ? "hybrid" : "v1") : hasV2 ? "v2" : "none";
  return { mode, cpu: levelsOf("cpu"), cpuset: levelsOf("cpuset"), memory: levelsOf("memory") };
}

/** `4:memory:/docker/ab`, `3:cpu,cpuacct:/docker/ab`, `1:name=systemd:/`, `0::/docker/ab`. */
function parseMemberships(text: string): readonly Membership[] {
  return text.split("\n").flatMap((line) => {
    const found = /^\d+:([^:]*):(\/.*)$/.exec(line);
    if (found === null) return [];
    const [, list = "", path = "/"] = found;
    return [{ controllers: list.split(",").filter((name) => name !== ""), path }];
  });
}

/** `33 23 0:30 ROOT FOLDER rw,relatime - cgroup cgroup rw,cpu,cpuacct` */
function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const [before = "", after] = line.split(" - ");
    const [, , , root, folder] = before.split(" ");
    const [type, , options = ""] = after?.split(" ") ?? [];
    if (root === undefined || folder === undefined || (type !== "cgroup" && type !== "cgroup2")) return [];
    return [
      { root: unescaped(root), folder: unescaped(folder), version: type === "cgroup" ? 1 : 2, options: options.split(",") },
    ];
  });
}

/** mountinfo escapes spaces and similar characters as octal numbers. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function levels(controller: string, memberships: readonly Membership[], mounts: readonly Mount[]): CgroupLevels | undefined {
  const own = memberships.find(({ controllers }) => controllers.includes(controller));
  const member = own ?? memberships.find(({ controllers }) => controllers.length === 0);
  const mount = mounts.find(({ version, options }) =>
    own === undefined ? version === 2 : version === 1 && options.includes(controller),
  );
  if (member === undefined || mount === undefined) return undefined;
  return { version: mount.version, folders: foldersUp(mount, member.path) };
}

/** The folders from the process's group up to the mount. A container sees only a part of the tree, mounted from `root`. */
function foldersUp({ root, folder }: Mount, path: string): readonly string[] {
  const inside = root === "/" ? path : path === root ? "/" : path.startsWith(`${root}/`) ? path.slice(root.length) : undefined;
  // A path outside the mount (`/../other`, or a path of the host in a container) is not visible from here.
  if (inside === undefined || inside.split("/").includes("..")) return [folder];
  const folders: string[] = [];
  for (let rest = posix.normalize(inside); ; rest = posix.dirname(rest)) {
    folders.push(posix.join(folder, rest).replace(/(.)\/$/, "$1"));
    if (rest === "/") return folders;
  }
}
