import { join } from "node:path";
import { certificatePaths } from "./certificates.js";
import { flagArgs } from "./components.js";
import { type ApiAccess, writeKubeconfig } from "./kubeconfig.js";
import { containerdSocket, type Layout, NODE_NAME, writeConfiguration } from "./layout.js";
import type { Component } from "./processes.js";

export function kubeletComponent(layout: Layout, program: string, access: ApiAccess): Component {
  const flags = {
    config: writeConfiguration(layout, "kubelet.json", kubeletConfiguration(layout)),
    kubeconfig: writeKubeconfig(join(layout.configuration, "kubelet.kubeconfig"), access),
    "root-dir": join(layout.state, "kubelet"),
    "cert-dir": join(layout.state, "kubelet-certificates"),
    "hostname-override": NODE_NAME,
    "node-ip": layout.gateway,
  };
  return { name: "kubelet", program, args: ["kubelet", ...flagArgs(flags)] };
}

function kubeletConfiguration(layout: Layout): object {
  const { authority, kubelet } = certificatePaths(layout);
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    containerRuntimeEndpoint: `unix://${containerdSocket(layout)}`,
    // CI machines still use cgroup version 1.
    failCgroupV1: false,
    cgroupDriver: "cgroupfs",
    // Our own cgroup: in the default one, two kubelets would remove each other's pods.
    cgroupRoot: `/${layout.name}`,
    failSwapOn: false,
    makeIPTablesUtilChains: false,
    address: layout.gateway,
    healthzPort: 0,
    readOnlyPort: 0,
    tlsCertFile: kubelet.certificate,
    tlsPrivateKeyFile: kubelet.key,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: false },
      x509: { clientCAFile: authority.certificate },
    },
    authorization: { mode: "AlwaysAllow" },
    podLogsDir: join(layout.logs, "pods"),
    volumePluginDir: join(layout.state, "volume-plugins"),
    resolvConf: "",
    clusterDNS: [],
    // Images are only imported, so a garbage-collected one would not come back.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    // The machine's disk usage has nothing to do with the pods.
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1%",
      "nodefs.inodesFree": "1%",
      "imagefs.available": "1%",
      "imagefs.inodesFree": "1%",
    },
    evictionPressureTransitionPeriod: "10s",
    syncFrequency: "10s",
    nodeStatusUpdateFrequency: "5s",
    logging: { verbosity: 2 },
  };
}
