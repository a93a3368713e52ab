import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { programPath, run, until } from "./host.js";
import { containerdSocket, type Layout, writeConfiguration } from "./layout.js";
import { PAUSE_IMAGE } from "./pause-image.js";
import { type Component, diedBecause } from "./processes.js";
import { CNI_FOLDER } from "./requirements.js";

/** Our own containerd: Docker's has other images and must not see our pods. */
export function containerdComponent(layout: Layout): Component {
  const args = ["--config", writeConfiguration(layout, "containerd.toml", containerdToml(layout))];
  return { name: "containerd", program: programPath("containerd") ?? "containerd", args };
}

export async function untilContainerdAnswers(layout: Layout): Promise<void> {
  await until("containerd answers", 30_000, async () => {
    const died = diedBecause(layout, "containerd");
    if (died !== undefined) throw new Error(died);
    return ctr(layout, "version").then(
      () => true,
      () => undefined,
    );
  });
}

/** Runs a command of containerd's client in the kubelet's namespace. */
export function ctr(layout: Layout, ...args: readonly string[]): Promise<string> {
  return run("ctr", [...ctrTarget(containerdSocket(layout)), ...args]);
}

export function ctrTarget(socket: string): readonly string[] {
  return ["--address", socket, "--namespace", "k8s.io"];
}

function containerdToml(layout: Layout): string {
  const { state, runtime } = layout;
  return `version = 2
root = "${join(state, "containerd")}"
state = "${join(runtime, "containerd")}"
oom_score = 0
[grpc]
  address = "${containerdSocket(layout)}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${join(state, "containerd-opt")}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  disable_apparmor = true
  # Without it, runc fails with "can't get final child's PID" where even root may not lower a score.
  restrict_oom_score_adj = true
  # Below our folder, so that none is left in /run/netns.
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
        Root = "${join(runtime, "runc")}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${CNI_FOLDER}"
    conf_dir = "${writeNetwork(layout)}"
`;
}

/** Writes the configuration of the pods' network for containerd into a folder of its own. */
function writeNetwork(layout: Layout): string {
  mkdirSync(join(layout.configuration, "cni"), { recursive: true });
  const ipam = { type: "host-local", dataDir: join(layout.state, "addresses"), ranges: [[{ subnet: layout.podRange }]] };
  const bridge = { type: "bridge", bridge: layout.name, isDefaultGateway: true, ipMasq: false, hairpinMode: true, ipam };
  writeConfiguration(layout, "cni/pods.conflist", { cniVersion: "1.0.0", name: layout.name, plugins: [bridge] });
  return join(layout.configuration, "cni");
}
