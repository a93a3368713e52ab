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
  const config = facts.IPAM?.Config?.find(({ Gateway }) => Gateway !== undefined);
  return { name, gateway: config?.Gateway?.replace(/\/\d+$/, "") };
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
