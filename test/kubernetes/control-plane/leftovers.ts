import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { cgroupsOf } from "./cgroups.js";
import { run } from "./host.js";
import { type Layout, layoutOf } from "./layout.js";
import { hasLink, rulesOf } from "./network.js";
import { identityOf, isAlive } from "./processes.js";
import { mountsBelow, shimSockets } from "./removal.js";

/** Everything on this machine that belongs to a control plane, by kind: all of it must be gone after a stop. */
export interface Traces {
  readonly layout: Layout;
  /** Processes of the components, the containers' shims and the pods. */
  readonly processes: readonly string[];
  readonly networkNamespaces: readonly string[];
  readonly interfaces: readonly string[];
  readonly sockets: readonly string[];
}

export async function tracesOf(folder: string): Promise<Traces> {
  const layout = layoutOf(folder, Number(readFileSync(join(folder, "number"), "utf8")));
  const processes = [...new Set([...processesNaming(folder), ...processesInPods(layout)])];
  const namespaces = processes.map((identity) => networkNamespaceOf(Number(identity.split(" ")[0])));
  const own = networkNamespaceOf(process.pid);
  const networkNamespaces = [...new Set(namespaces.filter((name) => name !== own))];
  return { layout, processes, networkNamespaces, interfaces: await interfacesOn(layout.name), sockets: shimSockets(layout) };
}

/** Descriptions of what is left; empty when everything was removed. */
export async function leftovers(traces: Traces): Promise<readonly string[]> {
  const { layout, processes, networkNamespaces, interfaces, sockets } = traces;
  const { folder, name } = layout;
  const links = await linkNames();
  const inUse = pids().map(networkNamespaceOf);
  const rules = (await Promise.all(["filter", "nat"].map((table) => rulesOf(table, name)))).flat();
  return [
    ...[...new Set([...processes.filter(isAlive), ...processesNaming(folder)])].map((identity) => `process ${identity}`),
    ...mountsBelow(folder).map((path) => `mount ${path}`),
    ...networkNamespaces.filter((namespace) => inUse.includes(namespace)).map((namespace) => `network namespace ${namespace}`),
    ...interfaces.filter((link) => links.includes(link)).map((link) => `interface ${link}`),
    ...((await hasLink(name)) ? [`bridge ${name}`] : []),
    ...rules.map((rule) => `iptables rule ${rule}`),
    ...cgroupsOf(layout).map((path) => `cgroup ${path}`),
    ...sockets.filter((path) => existsSync(path)).map((path) => `socket ${path}`),
    ...(existsSync(folder) ? [`folder ${folder}`] : []),
  ];
}

function pids(): readonly number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function processesNaming(folder: string): readonly string[] {
  const naming = pids().filter((pid) => readable(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")).includes(folder));
  return naming.flatMap((pid) => identityOf(pid) ?? []);
}

function processesInPods(layout: Layout): readonly string[] {
  const lists = cgroupsOf(layout).map((path) => readable(() => readFileSync(join(path, "cgroup.procs"), "utf8")));
  const inPods = lists.flatMap((list) => list.split("\n").filter(Boolean).map(Number));
  return inPods.flatMap((pid) => identityOf(pid) ?? []);
}

function networkNamespaceOf(pid: number): string {
  return readable(() => readlinkSync(`/proc/${pid}/ns/net`));
}

async function interfacesOn(bridge: string): Promise<readonly string[]> {
  return ifnames(await run("ip", ["-json", "link", "show", "master", bridge]));
}

async function linkNames(): Promise<readonly string[]> {
  return ifnames(await run("ip", ["-json", "link", "show"]));
}

function ifnames(json: string): readonly string[] {
  return (JSON.parse(json || "[]") as { readonly ifname?: string }[]).flatMap(({ ifname }) => ifname ?? []);
}

/** Empty if it disappeared meanwhile. */
function readable(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
