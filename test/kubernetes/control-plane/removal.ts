import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { killCgroups, removeCgroups } from "./cgroups.js";
import { ctr } from "./containerd.js";
import { run, until } from "./host.js";
import { restoreKernelSettings } from "./kernel-settings.js";
import type { Layout } from "./layout.js";
import { removeNetwork } from "./network.js";
import { diedBecause, endComponent, signal } from "./processes.js";

/**
 * Ends and removes a whole control plane, even a partly started one of another process. Tries every step even when one fails, and
 * then throws what failed.
 */
export async function removeControlPlane(layout: Layout): Promise<void> {
  const failures: unknown[] = [];
  for (const step of STEPS) await step(layout).catch((error: unknown) => failures.push(error));
  // Keeps the folder when something is left, so that the next start tries again.
  if (failures.length === 0) removeFolder(layout);
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, failures.map(String).join("\n"));
}

const STEPS: readonly ((layout: Layout) => Promise<void>)[] = [
  // The kubelet first, since it would restart what ends.
  (layout) => endComponent(layout, "kubelet"),
  (layout) => endComponent(layout, "kube-scheduler"),
  (layout) => endComponent(layout, "kube-controller-manager"),
  (layout) => endComponent(layout, "kube-apiserver"),
  (layout) => endComponent(layout, "etcd"),
  killCgroups,
  removeContainers,
  (layout) => endComponent(layout, "containerd"),
  killShims,
  unmountAll,
  removeCgroups,
  removeNetwork,
  removeTraces,
  async (layout) => restoreKernelSettings(layout),
];

/** Lets containerd remove containers with their shims; later steps remove the rest. */
async function removeContainers(layout: Layout): Promise<void> {
  if (diedBecause(layout, "containerd") !== undefined) return;
  const names = async (kind: string) => (await ctr(layout, kind, "list", "--quiet").catch(() => "")).split("\n").filter(Boolean);
  for (const id of await names("tasks")) await ctr(layout, "tasks", "delete", "--force", id).catch(() => undefined);
  for (const id of await names("containers")) await ctr(layout, "containers", "delete", id).catch(() => undefined);
}

/** Ends the shims of our containerd, which has exited. */
async function killShims(layout: Layout): Promise<void> {
  await until("containers' shims end", 20_000, () => {
    const pids = shimsOf(layout);
    for (const pid of pids) signal(pid, "SIGKILL");
    return pids.length === 0 ? true : undefined;
  });
}

function shimsOf({ runtime }: Layout): readonly number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => textOf(`/proc/${pid}/cmdline`).includes(join(runtime, "containerd.sock"))).map(Number);
}

/** Socket paths of the shims of all existing containers. */
export function shimSockets({ runtime }: Layout): readonly string[] {
  const containers = entriesOf(join(runtime, "containerd/io.containerd.runtime.v2.task/k8s.io"));
  const addresses = containers.map((folder) => textOf(join(folder, "address")));
  return addresses.filter((address) => address.startsWith("unix://")).map((address) => address.slice("unix://".length).trim());
}

/** Mounts of pods, images and network namespaces; unmounting the last kind removes the namespace and its interfaces. */
async function unmountAll({ folder }: Layout): Promise<void> {
  await until("mounts of pods go", 20_000, async () => {
    for (const path of mountsBelow(folder)) await run("umount", [path]).catch(() => run("umount", ["--lazy", path]));
    return mountsBelow(folder).length === 0 ? true : undefined;
  });
}

/** Mount points below the folder, the innermost first. */
export function mountsBelow(folder: string): readonly string[] {
  const paths = textOf("/proc/self/mounts")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  return paths.filter((path) => path.startsWith(`${folder}/`)).reverse();
}

/** Files that the kubelet, containerd and network plugins write to folders that cannot be configured. */
async function removeTraces(layout: Layout): Promise<void> {
  const { name, folder } = layout;
  for (const socket of shimSockets(layout)) rmSync(socket, { force: true });
  for (const link of entriesOf("/var/log/containers")) if (targetOf(link).startsWith(folder)) rmSync(link);
  for (const result of entriesOf("/var/lib/cni/results")) if (result.includes(`/${name}-`)) rmSync(result, { force: true });
}

function removeFolder({ folder, logs }: Layout): void {
  const kept = process.env.LIVE_LOAD_KEEP_KUBERNETES_LOGS ? logs : undefined;
  for (const path of entriesOf(folder)) if (path !== kept) rmSync(path, { recursive: true, force: true });
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  else process.stderr.write(`logs of Kubernetes are kept in ${kept}\n`);
}

function entriesOf(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
