import type Docker from "dockerode";
import { LiveLoadError } from "../../../base/errors.js";
import { goneIsSuccess, statusOf } from "./docker-engine.js";

/** The network of a run's nodes. */
export interface NodeNetwork {
  readonly name: string;
  /** Address of the engine's machine on the network, if it has one. */
  readonly gateway: string | undefined;
}

/** Creates the run's own network. */
export async function createNetwork(
  docker: Docker,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<NodeNetwork> {
  await docker.createNetwork({ Name: name, Driver: "bridge", CheckDuplicate: true, Labels: { ...labels } });
  return findNetwork(docker, name);
}

/** Finds an existing network. Rejects with `INVALID_OPTION` if it does not exist or nothing can be reached from it. */
export async function findNetwork(docker: Docker, name: string): Promise<NodeNetwork> {
  const facts = await inspect(docker, name);
  if (facts.Driver === "null") {
    throw new LiveLoadError(
      "INVALID_OPTION",
      `backendOptions.network is ${JSON.stringify(name)}, a network from which nodes cannot reach anything`,
      {
        hint: "omit it to get a network for the run, or use one that `docker network ls` lists",
        details: { option: "backendOptions.network", value: name },
      },
    );
  }
  // The network of the engine's machine itself: the controller is on its loopback interface.
  if (facts.Driver === "host") return { name, gateway: "127.0.0.1" };
  return { name, gateway: gatewayOf(facts.IPAM?.Config ?? []) };
}

/** The engine's address in a network. A new engine does not name that of its built-in bridge: it is the first of the subnet. */
export function gatewayOf(
  configs: readonly { readonly Gateway?: string | undefined; readonly Subnet?: string | undefined }[],
): string | undefined {
  const named = configs.find(({ Gateway }) => Gateway !== undefined && Gateway !== "")?.Gateway;
  if (named !== undefined) return named.replace(/\/\d+$/, "");
  const [subnet] = configs.flatMap(({ Subnet }) => (Subnet !== undefined && /^[\d.]+\.0\/\d+$/.test(Subnet) ? [Subnet] : []));
  return subnet?.replace(/0\/\d+$/, "1");
}

/** Removes the networks of a run; ignores those that are already gone. */
export async function removeNetworks(docker: Docker, runId: string): Promise<void> {
  const networks = await docker.listNetworks({ filters: { label: [`liveload.run=${runId}`] } });
  await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove().catch(goneIsSuccess)));
}

async function inspect(docker: Docker, name: string): Promise<Docker.NetworkInspectInfo> {
  try {
    return (await docker.getNetwork(name).inspect()) as Docker.NetworkInspectInfo;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new LiveLoadError("INVALID_OPTION", `there is no network ${JSON.stringify(name)} on this Docker Engine`, {
      hint: "docker network ls lists the networks",
      details: { option: "backendOptions.network", value: name },
      cause: error,
    });
  }
}
