import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { LiveLoadError, messageOf } from "../base/errors.js";
import type { PackedFile } from "../base/file-pack.js";
import { callUserCode } from "../base/user-code.js";
import { suggest } from "../base/wording/suggest.js";
import { withoutImporter } from "../base/wording/without-importer.js";
import type { BackendContext, ClusterBackend, ClusterBackendFactory } from "./backend.js";
import { DockerBackend } from "./backends/docker/docker-backend.js";
import { parseDockerOptions } from "./backends/docker/docker-options.js";
import { type ControllerRequest, runController } from "./backends/kubernetes/in-cluster/controller-run.js";
import type { ControllerOutcome } from "./backends/kubernetes/in-cluster/follow-controller.js";
import { optionsThere } from "./backends/kubernetes/in-cluster/options-there.js";
import { KubernetesBackend } from "./backends/kubernetes/kubernetes-backend.js";
import { parseKubernetesOptions } from "./backends/kubernetes/kubernetes-options.js";
import { LocalBackend } from "./backends/local/local-backend.js";
import { parseLocalOptions } from "./backends/local/slice-options.js";

const BACKENDS: Readonly<Record<string, ClusterBackendFactory>> = {
  local: (options, context) => new LocalBackend(options, context),
  docker: (options, context) => new DockerBackend(options, context),
  kubernetes: (options, context) => new KubernetesBackend(options, context),
};

/** The built-in backends. */
export const BACKEND_NAMES: readonly string[] = Object.keys(BACKENDS);

const OPTION_CHECKS: Readonly<Record<string, (options: Readonly<Record<string, unknown>>) => unknown>> = {
  local: parseLocalOptions,
  docker: parseDockerOptions,
  kubernetes: parseKubernetesOptions,
};

/** A platform that can run the controller beside its nodes. */
export interface ControllerPlace {
  /** The backend's options as a controller there takes them, and files that go along. */
  optionsThere(
    options: Readonly<Record<string, unknown>>,
    cwd: string,
  ): Promise<{ readonly options: Readonly<Record<string, unknown>>; readonly files: readonly PackedFile[] }>;
  run(request: ControllerRequest): Promise<ControllerOutcome>;
}

const CONTROLLER_PLACES: Readonly<Record<string, ControllerPlace>> = { kubernetes: { optionsThere, run: runController } };

/** Where a backend runs a controller. Throws `INVALID_OPTION` for a backend that cannot. */
export function controllerPlaceOf(backend: string): ControllerPlace {
  const place = Object.hasOwn(CONTROLLER_PLACES, backend) ? CONTROLLER_PLACES[backend] : undefined;
  if (place !== undefined) return place;
  throw new LiveLoadError("INVALID_OPTION", `--backend ${backend} is of no use with --in-cluster`, {
    hint: `only --backend ${Object.keys(CONTROLLER_PLACES).join(" or ")} has a cluster to run in`,
    details: { option: "backend", value: backend },
  });
}

/** A backend to create. */
export interface BackendChoice {
  /** A built-in name, or the path or URL of a module that exports `createBackend`. */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly context: BackendContext;
  /** Ends the wait for the module's code. */
  readonly signal?: AbortSignal;
}

/** Creates the backend of this name or module. Throws `INVALID_OPTION`. */
export async function createBackend({ name, options, context, signal }: BackendChoice): Promise<ClusterBackend> {
  return (await factoryOf(name, signal))(options, context);
}

/** Throws `INVALID_OPTION` if there is no such backend; does not load it. */
function checkBackendName(name: string): void {
  if (Object.hasOwn(BACKENDS, name) || isBackendModule(name)) return;
  throw new LiveLoadError("INVALID_OPTION", `there is no backend ${JSON.stringify(name)}`, {
    hint: suggest(name, BACKEND_NAMES),
    details: { option: "backend", value: name, allowed: BACKEND_NAMES },
  });
}

/** Throws `INVALID_OPTION` for an unknown backend, or for options that a built-in backend does not take. Has no side effects. */
export function checkBackendOptions(name: string, options: Readonly<Record<string, unknown>>): void {
  checkBackendName(name);
  if (Object.hasOwn(OPTION_CHECKS, name)) OPTION_CHECKS[name]?.(options);
}

/** True if a backend is given as the path or URL of its module. */
export function isBackendModule(name: string): boolean {
  return /^(file:|\.{0,2}\/)/.test(name);
}

async function factoryOf(name: string, signal: AbortSignal | undefined): Promise<ClusterBackendFactory> {
  checkBackendName(name);
  const builtIn = BACKENDS[name];
  if (builtIn !== undefined && Object.hasOwn(BACKENDS, name)) return builtIn;
  let module: { readonly createBackend?: unknown };
  try {
    // A path is relative to the working directory, not to this file.
    const url = name.startsWith("file:") ? name : pathToFileURL(resolve(name)).href;
    module = await callUserCode(() => import(url) as Promise<typeof module>, { signal });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new LiveLoadError("INVALID_OPTION", `--backend ${name} could not be loaded: ${withoutImporter(messageOf(error))}`, {
      details: { option: "backend", value: name },
      cause: error,
    });
  }
  if (typeof module.createBackend !== "function") {
    throw new LiveLoadError("INVALID_OPTION", `the module ${name} exports no function createBackend`, {
      details: { option: "backend", value: name },
    });
  }
  return module.createBackend as ClusterBackendFactory;
}
