import { LiveLoadError } from "../../base/errors.js";
import { slugOf } from "../../base/ids.js";
import { invalidOption, isRecord, refuseUnknownKeys } from "../../base/invalid-option.js";
import type { ClusterBackend } from "../backend.js";
import { BACKEND_NAMES, checkBackendOptions } from "../backends.js";
import type { BrowserChoice, ClusterOptions } from "../cluster-options.js";
import { controllerAddress } from "./controller-address.js";
import { checkPoolOptions } from "./pool-options.js";

/** Options of a cluster that have been validated and completed with defaults. */
export interface CheckedClusterOptions extends ClusterOptions {
  /** The scenario's name as part of resource names. */
  readonly slug: string;
  readonly users: number;
  readonly backgroundUsers: number;
  readonly browser: Exclude<BrowserChoice, string>;
  readonly backend: string | ClusterBackend;
  readonly maxAllowedNodes: number;
}

const DEFAULT_MAX_NODES = 100;
const MAX_USERS = 1_000_000;

/** Every key of {@link ClusterOptions}. */
export const CLUSTER_OPTION_NAMES = Object.keys({
  scenario: true,
  users: true,
  browser: true,
  backgroundUsers: true,
  backend: true,
  backendOptions: true,
  poolOptions: true,
  maxAllowedNodes: true,
  figures: true,
  backgroundFigures: true,
  trial: true,
  nodeEnv: true,
  address: true,
} satisfies Record<keyof ClusterOptions, true>);

/**
 * Validates the options, which may come from untyped JavaScript, before anything has side effects, and fills in defaults.
 * Throws `INVALID_OPTION` or `CLUSTER_NAME_INVALID`.
 */
export function checkClusterOptions(given: ClusterOptions): CheckedClusterOptions {
  checkObject("options", given, "an object with at least a scenario");
  refuseUnknownKeys(given, CLUSTER_OPTION_NAMES, "Cluster.start");
  const { scenario, users = 1, browser, backend = "local", backendOptions = {}, poolOptions = {}, nodeEnv = {} } = given;
  const { maxAllowedNodes = DEFAULT_MAX_NODES, backgroundUsers = 0, address = {} } = given;
  checkCount("maxAllowedNodes", maxAllowedNodes, Number.MAX_SAFE_INTEGER);
  checkCount("users", users, MAX_USERS);
  checkCount("backgroundUsers", backgroundUsers, MAX_USERS, 0);
  checkObject("backendOptions", backendOptions, "an object");
  checkObject("poolOptions", poolOptions, "an object");
  checkPoolOptions(poolOptions);
  checkBackend(backend, backendOptions);
  checkNodeEnv(nodeEnv);
  checkAddress(address);
  // The addresses must be valid whatever the backend needs.
  controllerAddress(address, () => undefined);
  const checked = { users, backgroundUsers, browser: browserOf(browser), backend, maxAllowedNodes };
  return { ...given, slug: slugFor(scenario), ...checked };
}

function slugFor(scenario: unknown): string {
  const name = isRecord(scenario) ? scenario.name : undefined;
  if (typeof name !== "string" || name.trim() === "") {
    const allowed = "the path of a scenario's file, or an object with its name";
    throw invalidOption({ option: "scenario", value: scenario, allowed });
  }
  return clusterSlug(name);
}

/** A scenario's name as part of resource names. Throws `CLUSTER_NAME_INVALID`. */
export function clusterSlug(name: string): string {
  const slug = slugOf(name);
  if (slug !== "") return slug;
  throw new LiveLoadError(
    "CLUSTER_NAME_INVALID",
    `no resource name can be made from the scenario's name ${JSON.stringify(name)}`,
    {
      hint: "give it a name with letters from a to z or digits",
      details: { name },
    },
  );
}

function browserOf(browser: unknown): Exclude<BrowserChoice, string> {
  const allowed = "the name of an engine, the path of a module that makes one, or { connection, headed }";
  const choice = typeof browser === "string" ? { connection: browser } : (browser ?? {});
  if (!isRecord(choice)) throw invalidOption({ option: "browser", value: browser, allowed });
  refuseUnknownKeys(choice, ["connection", "headed"], "browser");
  const { connection = "chromium", headed = false } = choice;
  if (typeof connection !== "string" || connection.trim() === "")
    throw invalidOption({ option: "browser", value: connection, allowed });
  if (typeof headed !== "boolean") throw invalidOption({ option: "browser.headed", value: headed, allowed: "true or false" });
  if (headed && connection === "protocol")
    throw invalidOption({ option: "browser.headed", value: headed, allowed: 'false with "protocol", which has no windows' });
  return { connection, headed };
}

const BACKEND_MEMBERS = [
  "preflight",
  "launch",
  "diagnose",
  "stop",
  "list",
  "destroyAll",
] as const satisfies readonly (keyof ClusterBackend)[];

function checkBackend(backend: unknown, options: Readonly<Record<string, unknown>>): void {
  if (typeof backend === "string") {
    checkBackendOptions(backend, options);
    return;
  }
  const allowed = `${BACKEND_NAMES.join(", ")}, the path of a module that exports createBackend, or a backend`;
  if (typeof backend !== "object" || backend === null) throw invalidOption({ option: "backend", value: backend, allowed });
  const members = backend as Readonly<Record<string, unknown>>;
  const missing = BACKEND_MEMBERS.filter((member) => typeof members[member] !== "function");
  if (missing.length === 0 && isRecord(members.caps)) return;
  throw new LiveLoadError(
    "INVALID_OPTION",
    `the backend has no ${missing[0] === undefined ? "caps" : `function ${missing.join(", ")}`}`,
    {
      hint: `backend takes ${allowed}`,
      details: { option: "backend", allowed },
    },
  );
}

function checkAddress(address: unknown): void {
  checkObject("address", address, "an object");
  refuseUnknownKeys(address, ["listen", "advertise", "certificate"], "address");
  const { listen = "", advertise = "", certificate = { cert: "", key: "" } } = address;
  const { cert, key }: Readonly<Record<string, unknown>> = isRecord(certificate) ? certificate : {};
  for (const [option, value] of Object.entries({ listen, advertise, "certificate.cert": cert, "certificate.key": key }))
    if (typeof value !== "string") throw invalidOption({ option: `address.${option}`, value, allowed: "a string" });
}

function checkNodeEnv(nodeEnv: unknown): void {
  checkObject("nodeEnv", nodeEnv, "an object of strings");
  for (const [name, value] of Object.entries(nodeEnv))
    if (typeof value !== "string") throw invalidOption({ option: `nodeEnv.${name}`, value, allowed: "a string" });
}

function checkCount(option: string, value: unknown, most: number, least: 0 | 1 = 1): void {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most) return;
  const allowed =
    most === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`;
  throw invalidOption({ option, value, allowed });
}

function checkObject(option: string, value: unknown, allowed: string): asserts value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw invalidOption({ option, value, allowed });
}
