import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Names, addresses and folders of one control plane. All derive from a folder and a number that no other one on this machine
 * has, so that several can run side by side on fixed ports, and one whose owner died can still be removed.
 */
export interface Layout {
  /** Name of the bridge, the cgroup and the pods' network, and the comment of each iptables rule. */
  readonly name: string;
  /** The bridge's address: the node, the API server, and this machine as pods see it. */
  readonly gateway: string;
  readonly podRange: string;
  readonly serviceRange: string;
  /** The first address of the service range, where pods expect the API server. */
  readonly apiService: string;
  /** A loopback address, since etcd does not authenticate clients. */
  readonly etcd: string;
  readonly folder: string;
  readonly certificates: string;
  readonly configuration: string;
  readonly logs: string;
  /** Sockets and process ids. */
  readonly runtime: string;
  readonly state: string;
}

export const NODE_NAME = "live-load-test-node";
export const API_PORT = 6443;
/** How many control planes one machine can run: one for each /24 of the range. */
export const LAYOUTS = 256;

export function layoutOf(folder: string, number: number): Layout {
  return {
    name: `ll-k8s-${number}`,
    gateway: `10.213.${number}.1`,
    podRange: `10.213.${number}.0/24`,
    serviceRange: `10.214.${number}.0/24`,
    apiService: `10.214.${number}.1`,
    etcd: `127.213.${number}.1`,
    folder,
    certificates: join(folder, "certificates"),
    configuration: join(folder, "configuration"),
    logs: join(folder, "logs"),
    runtime: join(folder, "run"),
    state: join(folder, "state"),
  };
}

export function makeFolders(layout: Layout): void {
  for (const folder of [layout.certificates, layout.configuration, join(layout.logs, "pods"), layout.runtime, layout.state])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
}

export function containerdSocket(layout: Layout): string {
  return join(layout.runtime, "containerd.sock");
}

/** Writes a configuration file that only root can read, and returns its path. */
export function writeConfiguration(layout: Layout, name: string, content: string | object): string {
  const path = join(layout.configuration, name);
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
