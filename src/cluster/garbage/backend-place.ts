import { resolve } from "node:path";
import { isBackendModule } from "../backends.js";

/** Identifies a platform, so that another process can find it again. */
export interface BackendPlace {
  /** Name of a built-in backend, or absolute path or URL of a module. */
  readonly backend: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
}

interface Leading {
  readonly options: readonly string[];
  readonly paths: readonly string[];
  readonly env: readonly string[];
}

/** The options and variables that identify a platform; all other options describe the nodes. */
const LEADING: Readonly<Record<string, Leading>> = {
  local: { options: [], paths: [], env: [] },
  docker: { options: [], paths: [], env: ["DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"] },
  kubernetes: { options: ["namespace", "context"], paths: ["kubeconfig"], env: ["KUBECONFIG"] },
};
/** Options that must not be written to a file that outlives the run. */
const SECRET_NAME = /pass|secret|token|credential|key|auth/i;

/** The platform on which a run with these options has its nodes. */
export function placeOf(
  backend: string,
  options: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): BackendPlace {
  const leading = Object.hasOwn(LEADING, backend) ? LEADING[backend] : undefined;
  if (leading === undefined) return { backend: moduleOf(backend), options: withoutSecrets(options), env: {} };
  const named = leading.options.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const]));
  const paths = leading.paths.flatMap((name) =>
    typeof options[name] === "string" ? [[name, resolve(options[name])] as const] : [],
  );
  const variables = leading.env.flatMap((name) => {
    const value = env[name];
    return value === undefined || value === "" ? [] : [[name, value] as const];
  });
  return { backend, options: Object.fromEntries([...named, ...paths]), env: Object.fromEntries(variables) };
}

/** A key that is equal for equal places. */
export function keyOfPlace({ backend, options, env }: BackendPlace): string {
  const sorted = (values: Readonly<Record<string, unknown>>) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([backend, sorted(options), sorted(env)]);
}

/** Paths are relative to the folder in which the run was started. */
function moduleOf(backend: string): string {
  return isBackendModule(backend) && !backend.startsWith("file:") ? resolve(backend) : backend;
}

function withoutSecrets(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !SECRET_NAME.test(name)));
}
