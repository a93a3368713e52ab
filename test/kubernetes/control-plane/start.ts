import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { callApi } from "./api.js";
import { ensureBinaries, GO_VERSION } from "./binaries.js";
import { makeCertificates } from "./certificates.js";
import { makeCgroups } from "./cgroups.js";
import { apiServerComponent, controllerManagerComponent, etcdComponent, schedulerComponent, type Tokens } from "./components.js";
import { connectControlPlane } from "./connection.js";
import { containerdComponent, ctr, untilContainerdAnswers } from "./containerd.js";
import type { StartedControlPlane } from "./control-plane.js";
import { until } from "./host.js";
import { noteKernelSettings } from "./kernel-settings.js";
import { type ApiAccess, writeKubeconfig } from "./kubeconfig.js";
import { kubeletComponent } from "./kubelet.js";
import { API_PORT, type Layout, makeFolders, NODE_NAME } from "./layout.js";
import { addRules } from "./network.js";
import { abandonedLayouts, claimLayout } from "./owner.js";
import { makePauseImage } from "./pause-image.js";
import { diedBecause, logEnd, startComponent } from "./processes.js";
import { removeControlPlane } from "./removal.js";
import { missingRequirement } from "./requirements.js";

const START_MS = 120_000;

/** Starts a Kubernetes on this machine and waits until it can run pods; a string says what is missing for that. */
export async function startControlPlane(): Promise<StartedControlPlane | string> {
  const missing = await missingRequirement(GO_VERSION);
  if (missing !== undefined) return missing;
  const binaries = await ensureBinaries();
  await removeAbandoned();
  const layout = await claimLayout();
  try {
    const access = await startAll(layout, binaries.kubernetes, binaries.pause);
    return startedControlPlane(layout, access);
  } catch (error) {
    await removeControlPlane(layout);
    throw error;
  }
}

/** Removes control planes whose owner was killed before it could stop them. */
export async function removeAbandoned(): Promise<void> {
  for (const abandoned of abandonedLayouts()) await removeControlPlane(abandoned);
}

function startedControlPlane(layout: Layout, access: ApiAccess): StartedControlPlane {
  const address = {
    kubeconfigPath: writeKubeconfig(join(layout.folder, "admin.kubeconfig"), access),
    apiServerUrl: access.url,
    caPem: access.caPem,
    gatewayAddress: layout.gateway,
    nodeName: NODE_NAME,
    logsFolder: layout.logs,
    folder: layout.folder,
  };
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= removeControlPlane(layout));
  return { ...connectControlPlane(address), address, stop };
}

async function startAll(layout: Layout, kubernetes: string, pause: string): Promise<ApiAccess> {
  makeFolders(layout);
  makeCgroups(layout);
  await addRules(layout);
  const caPem = await makeCertificates(layout);
  const tokens = newTokens();
  const access = (token: string): ApiAccess => ({ url: `https://${layout.gateway}:${API_PORT}`, caPem, token });
  startComponent(layout, etcdComponent(layout));
  startComponent(layout, containerdComponent(layout));
  startComponent(layout, apiServerComponent(layout, kubernetes, tokens));
  await untilContainerdAnswers(layout);
  await ctr(layout, "images", "import", await makePauseImage(layout, pause));
  const administrator = access(tokens.administrator);
  await untilReady(layout, administrator);
  startComponent(layout, controllerManagerComponent(layout, kubernetes, access(tokens.controllerManager)));
  startComponent(layout, schedulerComponent(layout, kubernetes, access(tokens.scheduler)));
  noteKernelSettings(layout);
  startComponent(layout, kubeletComponent(layout, kubernetes, access(tokens.kubelet)));
  await untilRunsPods(layout, administrator);
  return administrator;
}

function newTokens(): Tokens {
  const token = () => randomBytes(16).toString("hex");
  return { administrator: token(), controllerManager: token(), scheduler: token(), kubelet: token() };
}

async function untilReady(layout: Layout, access: ApiAccess): Promise<void> {
  await untilOf(layout, "kube-apiserver", "the API server is ready", async () => {
    const answer = await callApi(access, { path: "/readyz" }).catch(() => undefined);
    return answer?.status === 200;
  });
}

/** The node is ready, and a controller has created the service account that pods need. */
async function untilRunsPods(layout: Layout, access: ApiAccess): Promise<void> {
  await untilOf(layout, "kubelet", "the node is ready", async () => {
    const { body } = await callApi(access, { path: `/api/v1/nodes/${NODE_NAME}` });
    return isReady(body);
  });
  await untilOf(layout, "kube-controller-manager", "controllers work", async () => {
    const { status } = await callApi(access, { path: "/api/v1/namespaces/default/serviceaccounts/default" });
    return status === 200;
  });
}

function isReady(node: unknown): boolean {
  const { status } = node as { readonly status?: { readonly conditions?: readonly Record<string, unknown>[] } };
  return status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") ?? false;
}

const COMPONENTS = ["etcd", "containerd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet"];

/** Waits for a condition; fails at once when a component exits, and on timeout with the end of the awaited component's log. */
async function untilOf(layout: Layout, component: string, what: string, isMet: () => Promise<boolean>): Promise<void> {
  const started = COMPONENTS.slice(0, COMPONENTS.indexOf(component) + 1);
  try {
    await until(what, START_MS, async () => {
      if (await isMet()) return true;
      for (const name of started) {
        const died = diedBecause(layout, name);
        if (died !== undefined) throw new Error(died);
      }
      return undefined;
    });
  } catch (error) {
    throw new Error(`Kubernetes does not start: ${(error as Error).message}\n${component}: ${logEnd(layout, component)}`, {
      cause: error,
    });
  }
}
