import {
  invalidBackendOption,
  type NodeSize,
  parseBytes,
  parseImage,
  parseNodeSize,
  refuseUnknownOptions,
} from "../../../base/backend-options.js";
import { packageVersion } from "../../../base/package-version.js";

/** When to pull the image. */
export type PullPolicy = "missing" | "always" | "never";

/** `backendOptions` of the docker backend. */
export interface DockerOptions {
  /** The image of the nodes. Default: `live-load:<this version>`. */
  readonly image: string;
  /** Default `missing`. */
  readonly pull: PullPolicy;
  /** The size of a node. Default: the whole machine of the engine. */
  readonly nodes: NodeSize | undefined;
  /** An existing network for the nodes. Default: a new one for the run. */
  readonly network: string | undefined;
  /** `HOST:IP` entries for `/etc/hosts` of the nodes; the IP can be `host-gateway`. */
  readonly extraHosts: readonly string[];
  /** Size of `/dev/shm`. Default 1 GiB. */
  readonly shmSizeBytes: number;
}

const NAMES = ["image", "pull", "nodes", "network", "extraHosts", "shmSize"];
const PULL_POLICIES: readonly string[] = ["missing", "always", "never"];

/** Reads `backendOptions`. Throws `INVALID_OPTION`. */
export function parseDockerOptions(options: Readonly<Record<string, unknown>>): DockerOptions {
  refuseUnknownOptions(options, NAMES, { backend: "docker" });
  const { image = `live-load:${packageVersion()}`, pull = "missing", network } = options;
  if (!PULL_POLICIES.includes(pull as string)) throw invalidBackendOption("pull", pull, PULL_POLICIES.join(", "));
  if (network !== undefined && (typeof network !== "string" || network === ""))
    throw invalidBackendOption("network", network, "the name of a network");
  return {
    image: parseImage(image),
    pull: pull as PullPolicy,
    nodes: parseNodeSize(options.nodes, "docker"),
    network,
    extraHosts: parseList("extraHosts", options.extraHosts, /^[^\s:]+:\S+$/, "HOST:IP, or a list of them"),
    shmSizeBytes: parseBytes("shmSize", options.shmSize) ?? 1024 ** 3,
  };
}

function parseList(name: string, value: unknown, form: RegExp, allowed: string): readonly string[] {
  if (value === undefined) return [];
  const items: readonly unknown[] = typeof value === "string" ? value.split(",").map((item) => item.trim()) : [value].flat();
  if (items.every((item) => typeof item === "string" && form.test(item))) return items as readonly string[];
  throw invalidBackendOption(name, value, allowed);
}
