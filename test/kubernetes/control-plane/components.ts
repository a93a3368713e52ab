import { join } from "node:path";
import { certificatePaths } from "./certificates.js";
import { programPath } from "./host.js";
import type { ApiAccess } from "./kubeconfig.js";
import { writeKubeconfig } from "./kubeconfig.js";
import { API_PORT, type Layout, NODE_NAME, writeConfiguration } from "./layout.js";
import type { Component } from "./processes.js";

/** A token for each component that calls the API server from its start. */
export type Tokens = Readonly<Record<"administrator" | "controllerManager" | "scheduler" | "kubelet", string>>;

export function etcdComponent({ etcd, state }: Layout): Component {
  const client = `http://${etcd}:2379`;
  const peer = `http://${etcd}:2380`;
  const clients = ["--listen-client-urls", client, "--advertise-client-urls", client];
  const peers = ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", `tests=${peer}`];
  const args = ["--name", "tests", "--data-dir", join(state, "etcd"), ...clients, ...peers];
  return { name: "etcd", program: programPath("etcd") ?? "etcd", args };
}

export function apiServerComponent(layout: Layout, program: string, tokens: Tokens): Component {
  const { authority, apiServer, kubeletClient, serviceAccounts } = certificatePaths(layout);
  const flags = {
    "etcd-servers": `http://${layout.etcd}:2379`,
    "bind-address": layout.gateway,
    "secure-port": API_PORT,
    "advertise-address": layout.gateway,
    "tls-cert-file": apiServer.certificate,
    "tls-private-key-file": apiServer.key,
    "cert-dir": join(layout.state, "api-server"),
    "service-cluster-ip-range": layout.serviceRange,
    "service-account-issuer": SERVICE_ACCOUNT_ISSUER,
    "service-account-key-file": serviceAccounts.publicKey,
    "service-account-signing-key-file": serviceAccounts.key,
    "token-auth-file": writeConfiguration(layout, "tokens.csv", tokensCsv(tokens)),
    "authorization-mode": "Node,RBAC",
    "kubelet-client-certificate": kubeletClient.certificate,
    "kubelet-client-key": kubeletClient.key,
    "kubelet-certificate-authority": authority.certificate,
    "kubelet-preferred-address-types": "InternalIP",
    "allow-privileged": true,
    // An iptables rule routes to the service `kubernetes` in place of its endpoints.
    "endpoint-reconciler-type": "none",
  };
  return { name: "kube-apiserver", program, args: ["kube-apiserver", ...flagArgs(flags)] };
}

/** Issuer and audience of service account tokens. */
export const SERVICE_ACCOUNT_ISSUER = "https://kubernetes.default.svc";

export function controllerManagerComponent(layout: Layout, program: string, access: ApiAccess): Component {
  const { authority, serviceAccounts } = certificatePaths(layout);
  const flags = {
    kubeconfig: writeKubeconfig(join(layout.configuration, "controller-manager.kubeconfig"), access),
    "leader-elect": false,
    "secure-port": 0,
    "service-account-private-key-file": serviceAccounts.key,
    "root-ca-file": authority.certificate,
    "use-service-account-credentials": true,
    "flex-volume-plugin-dir": join(layout.state, "volume-plugins"),
  };
  return { name: "kube-controller-manager", program, args: ["kube-controller-manager", ...flagArgs(flags)] };
}

export function schedulerComponent(layout: Layout, program: string, access: ApiAccess): Component {
  const kubeconfig = writeKubeconfig(join(layout.configuration, "scheduler.kubeconfig"), access);
  const flags = { kubeconfig, "leader-elect": false, "secure-port": 0 };
  return { name: "kube-scheduler", program, args: ["kube-scheduler", ...flagArgs(flags)] };
}

function tokensCsv({ administrator, controllerManager, scheduler, kubelet }: Tokens): string {
  return `${administrator},live-load-tests,administrator,"system:masters"
${controllerManager},system:kube-controller-manager,controller-manager
${scheduler},system:kube-scheduler,scheduler
${kubelet},system:node:${NODE_NAME},kubelet,"system:nodes"
`;
}

export function flagArgs(flags: Readonly<Record<string, string | number | boolean>>): readonly string[] {
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}
