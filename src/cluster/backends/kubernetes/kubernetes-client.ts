import { setMaxListeners } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import type * as ClientModule from "@kubernetes/client-node";
import type { AuthorizationV1Api, BatchV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { invalidBackendOption } from "../../../base/backend-options.js";
import { systemClock } from "../../../base/clock.js";
import { signalWithin } from "../../../base/deadline.js";
import { LiveLoadError, messageOf } from "../../../base/errors.js";
import { CLIENT_PACKAGE, installedClient } from "./client-version.js";
import type { KubernetesOptions } from "./kubernetes-options.js";

type Client = typeof ClientModule;

/** A Kubernetes API server, accessed through the user's installed client. */
export interface Kubernetes {
  readonly client: Client;
  readonly config: KubeConfig;
  /** URL of the server. */
  readonly server: string;
  readonly namespace: string;
  readonly core: CoreV1Api;
  readonly batch: BatchV1Api;
  readonly authorization: AuthorizationV1Api;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Timeout of a single call: a server that does not answer must not delay a teardown. */
const CALL_TIMEOUT_MS = 15_000;
const ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A client for the cluster of the options, the environment or the surrounding pod; sends no request yet. */
export async function connectKubernetes(options: KubernetesOptions, env: Environment): Promise<Kubernetes> {
  const client = await loadClient();
  const config = readConfig(client, options, env);
  const cluster = config.getCurrentCluster();
  if (cluster === null || config.getCurrentUser() === null)
    throw unusable(
      `the kubeconfig's context ${JSON.stringify(config.currentContext)} refers to a cluster or user that it does not define`,
    );
  const namespace = options.namespace ?? config.getContextObject(config.currentContext)?.namespace ?? "default";
  const base = { client, config, server: cluster.server, namespace };
  return { ...base, ...apisOf(base, undefined) };
}

/** The same API server, with calls that end as soon as the signal aborts. */
export function boundTo(kubernetes: Kubernetes, signal: AbortSignal): Kubernetes {
  // Each pending call adds a listener.
  setMaxListeners(0, signal);
  return { ...kubernetes, ...apisOf(kubernetes, signal) };
}

type Apis = Pick<Kubernetes, "core" | "batch" | "authorization">;

function apisOf({ client, config, server }: Omit<Kubernetes, keyof Apis>, signal: AbortSignal | undefined): Apis {
  const settings = client.createConfiguration({
    baseServer: new client.ServerConfiguration(server, {}),
    authMethods: { default: config },
    promiseMiddleware: [
      {
        pre: async (request) => {
          request.setSignal(signalWithin(CALL_TIMEOUT_MS, { clock: systemClock, signal }));
          return request;
        },
        post: async (response) => response,
      },
    ],
  });
  return {
    core: new client.CoreV1Api(settings),
    batch: new client.BatchV1Api(settings),
    authorization: new client.AuthorizationV1Api(settings),
  };
}

/** The package installed next to `live-load`. */
async function loadClient(): Promise<Client> {
  const version = installedClient(createRequire(import.meta.url).resolve.paths(CLIENT_PACKAGE) ?? []);
  try {
    return await import("@kubernetes/client-node");
  } catch (error) {
    throw new LiveLoadError(
      "BACKEND_UNAVAILABLE",
      `the package ${CLIENT_PACKAGE} ${version} cannot be loaded: ${messageOf(error)}`,
      { hint: `npm install ${CLIENT_PACKAGE}`, cause: error },
    );
  }
}

function readConfig(client: Client, { kubeconfig, context }: KubernetesOptions, env: Environment): KubeConfig {
  const config = new client.KubeConfig();
  const files = kubeconfigFiles(kubeconfig, env);
  const token = join(ACCOUNT_FOLDER, "token");
  if (files.length > 0) loadFiles(client, config, files);
  else if (env.KUBERNETES_SERVICE_HOST !== undefined && existsSync(token)) config.loadFromCluster();
  else {
    throw unusable("there is no kubeconfig, and this is not a pod with a service account", {
      hint: "set KUBECONFIG or --backend-option kubeconfig=FILE; the default is ~/.kube/config",
    });
  }
  if (context !== undefined) {
    const names = config.getContexts().map(({ name }) => name);
    if (!names.includes(context))
      throw invalidBackendOption("context", context, `a context of the kubeconfig: ${names.join(", ")}`);
    config.setCurrentContext(context);
  }
  return config;
}

function kubeconfigFiles(named: string | undefined, env: Environment): readonly string[] {
  if (named !== undefined) {
    if (!existsSync(named)) throw invalidBackendOption("kubeconfig", named, "the path of a file that exists");
    return [named];
  }
  const fromEnvironment = (env.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  const existing = fromEnvironment.filter((path) => existsSync(path));
  if (existing.length > 0) return existing;
  // Must not put load on another cluster than the named one by mistake.
  if (fromEnvironment.length > 0) {
    throw new LiveLoadError("INVALID_OPTION", `KUBECONFIG names ${fromEnvironment.join(", ")}, where there is no file`, {
      hint: "set KUBECONFIG to a file that exists, or unset it to use ~/.kube/config",
      details: { option: "KUBECONFIG", value: env.KUBECONFIG, allowed: "the path of a file that exists" },
    });
  }
  const usual = env.HOME === undefined ? undefined : join(env.HOME, ".kube", "config");
  return usual !== undefined && existsSync(usual) ? [usual] : [];
}

function loadFiles(client: Client, config: KubeConfig, [first = "", ...rest]: readonly string[]): void {
  try {
    config.loadFromFile(first);
    for (const path of rest) {
      const more = new client.KubeConfig();
      more.loadFromFile(path);
      config.mergeConfig(more, true);
    }
  } catch (error) {
    throw unusable(`the kubeconfig ${[first, ...rest].join(", ")} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function unusable(message: string, { hint, cause }: { readonly hint?: string; readonly cause?: unknown } = {}): LiveLoadError {
  return new LiveLoadError("BACKEND_UNAVAILABLE", message, {
    hint: hint ?? "`kubectl config view` shows the effective configuration",
    cause,
  });
}
