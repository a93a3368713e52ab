import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  BatchV1Api,
  CoreV1Api,
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  loadAllYaml,
  RbacAuthorizationV1Api,
} from "@kubernetes/client-node";
import { expect } from "vitest";
import { NODE_IMAGE } from "../docker/images.js";
import { liveLoad, type RunningCommand, temporaryFolder } from "../e2e/command.js";
import { until } from "./control-plane/host.js";
import { type ControlPlaneAddress, connectControlPlane } from "./control-plane/index.js";

/** A namespace with a service account that has exactly the rights of a run, and an administrator's client for checks. */
export interface LoadNamespace {
  readonly name: string;
  readonly core: CoreV1Api;
  readonly batch: BatchV1Api;
  /** The service account's kubeconfig. */
  readonly kubeconfig: string;
  /** Makes a kubeconfig of the service account whose token expires. */
  kubeconfigFor(lifetimeSeconds: number): Promise<string>;
  /** The kubeconfig of a user with exactly the rights of `deploy/kubernetes/person.yaml`. */
  kubeconfigOfPerson(): Promise<string>;
  /** Starts `live-load` with these arguments on this namespace. */
  start(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<StartedCommand>;
  /** Names of all objects of runs: Jobs, pods, Secrets and ConfigMaps. */
  leftovers(): Promise<readonly string[]>;
  nothingIsLeft(): Promise<void>;
  /** Binds a service account to a role of the namespace. */
  bind(role: string, account: string): Promise<void>;
  /** The pod of a node, once it exists. */
  podOf(nodeId: string): Promise<string>;
}

/** A command, its output folder, and what runs another command beside it, which finds its run. */
interface StartedCommand {
  readonly command: RunningCommand;
  readonly out: string;
  readonly say: (...args: readonly string[]) => RunningCommand["ended"];
}

const GONE_MS = 60_000;

export async function loadNamespace(address: ControlPlaneAddress, name: string): Promise<LoadNamespace> {
  const config = new KubeConfig();
  config.loadFromFile(address.kubeconfigPath);
  const core = config.makeApiClient(CoreV1Api);
  const batch = config.makeApiClient(BatchV1Api);
  await core.createNamespace({ body: { metadata: { name } } });
  // As the documentation describes.
  await apply(config, "deploy/kubernetes/controller.yaml", name);
  // A pod needs the service account that a controller creates for each namespace.
  await until("the namespace's own service account", GONE_MS, () =>
    core.readNamespacedServiceAccount({ namespace: name, name: "default" }).catch(() => undefined),
  );
  const kubeconfigFor = (lifetimeSeconds: number) =>
    connectControlPlane(address).kubeconfigFor({ name: "live-load", namespace: name }, { lifetimeSeconds });
  const kubeconfig = await kubeconfigFor(3600);
  const start = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const out = join(await temporaryFolder(), "report");
    const all = [...args, ...(args[0] === "run" ? ["--out", out] : [])];
    const state = await temporaryFolder();
    const say = (...words: readonly string[]) => liveLoad(words, { env: { XDG_STATE_HOME: state } }).ended;
    return { command: liveLoad(all, { env: { KUBECONFIG: kubeconfig, XDG_STATE_HOME: state, ...env } }), out, say };
  };
  const leftovers = () => ofRuns(core, batch, name);
  const bind = async (role: string, account: string) => {
    const body = {
      metadata: { name: role },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role },
      subjects: [{ kind: "ServiceAccount", name: account, namespace: name }],
    };
    await config.makeApiClient(RbacAuthorizationV1Api).createNamespacedRoleBinding({ namespace: name, body });
  };
  const kubeconfigOfPerson = async () => {
    await core.createNamespacedServiceAccount({ namespace: name, body: { metadata: { name: "person" } } });
    await apply(config, "deploy/kubernetes/person.yaml", name);
    await bind("live-load-person", "person");
    return connectControlPlane(address).kubeconfigFor({ name: "person", namespace: name });
  };
  return {
    name,
    core,
    batch,
    kubeconfig,
    kubeconfigFor,
    start,
    leftovers,
    nothingIsLeft: async () => {
      const gone = async () => ((await leftovers()).length === 0 ? true : undefined);
      await until("everything to be gone", GONE_MS, gone).catch(() => {});
      expect(await leftovers()).toEqual([]);
    },
    bind,
    kubeconfigOfPerson,
    podOf: (nodeId) => until(`the pod of ${nodeId}`, GONE_MS, () => podOf(core, name, nodeId)),
  };
}

/** `kubectl apply -f FILE`, for objects that do not exist yet. */
export async function apply(config: KubeConfig, file: string, namespace: string): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(config);
  for (const object of loadAllYaml(readFileSync(file, "utf8")) as KubernetesObject[])
    await api.create({ ...object, metadata: { ...(object.metadata as object), namespace } });
}

/** Flags for small pods of the image under test that can reach the controller and the site. */
export function smallPods(address: ControlPlaneAddress, more: readonly string[] = []): readonly string[] {
  const options = [`image=${NODE_IMAGE}`, "pull=never", "nodes.cpus=0.5", "nodes.memory=1200MiB", ...more];
  return [
    ...["--backend", "kubernetes", "--browser", "playwright", "--listen", address.gatewayAddress],
    ...options.flatMap((option) => ["--backend-option", option]),
  ];
}

async function ofRuns(core: CoreV1Api, batch: BatchV1Api, namespace: string): Promise<readonly string[]> {
  const lists = await Promise.all(
    ["liveload.run", "liveload.controller"].flatMap((labelSelector) => {
      const ask = { namespace, labelSelector };
      return [
        batch.listNamespacedJob(ask),
        core.listNamespacedPod(ask),
        core.listNamespacedSecret(ask),
        core.listNamespacedConfigMap(ask),
      ];
    }),
  );
  const kinds = ["job", "pod", "secret", "configmap"];
  return lists.flatMap(({ items }, at) => items.map(({ metadata }) => `${kinds[at % 4]} ${metadata?.name}`));
}

async function podOf(core: CoreV1Api, namespace: string, nodeId: string): Promise<string | undefined> {
  const { items } = await core.listNamespacedPod({ namespace, labelSelector: "liveload.run" });
  const found = items.find(({ metadata }) => {
    const nodes = JSON.parse(metadata?.annotations?.["liveload.nodes"] ?? "[]") as readonly Record<string, string>[];
    const index = Number(metadata?.annotations?.["batch.kubernetes.io/job-completion-index"]);
    return nodes[index]?.["liveload.node"] === nodeId;
  });
  return found?.metadata?.name;
}
