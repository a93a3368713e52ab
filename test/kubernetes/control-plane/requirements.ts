import { existsSync } from "node:fs";
import { programPath, run } from "./host.js";

/** Debian's folder of network plugins. */
export const CNI_FOLDER = "/usr/lib/cni";

/** The Debian package of each program. */
const PACKAGES = {
  etcd: "etcd-server",
  containerd: "containerd",
  ctr: "containerd",
  runc: "runc",
  iptables: "iptables",
  ip: "iproute2",
  openssl: "openssl",
  setpriv: "util-linux",
} as const;

/** What is missing on this machine to start a control plane, and how to get it. */
export async function missingRequirement(goVersion: string): Promise<string | undefined> {
  if (process.platform !== "linux") return `a kubelet runs on Linux only, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "only root can start a kubelet and containerd";
  const missing = new Set<string>();
  for (const [program, name] of Object.entries(PACKAGES)) if (programPath(program) === undefined) missing.add(name);
  if (!existsSync(`${CNI_FOLDER}/bridge`)) missing.add("containernetworking-plugins");
  if (missing.size > 0) return `Debian packages are missing (apt-get install ${[...missing].join(" ")})`;
  return missingGo(goVersion);
}

async function missingGo(wanted: string): Promise<string | undefined> {
  const go = programPath("go");
  if (go === undefined) return `there is no Go ${wanted} to build Kubernetes with`;
  const found = (await run(go, ["env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } })).trim();
  const [major = 0, minor = 0] = found.replace("go", "").split(".").map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return undefined;
  return `Kubernetes needs Go ${wanted} or newer, and this is ${found}`;
}
