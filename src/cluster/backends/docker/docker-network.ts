import type Docker from "dockerode";
import { LiveLoadError } from "../../../base/errors.js";
import { goneIsSuccess } from "./docker-engine.js";

/** The network that a run's nodes are in, and how they reach the engine's machine through it. */
export interface NodeNetwork {
  readonly name: string;
  /** Address of the engine's machine on it; absent for networks without one. */
  readonly gateway: string | undefined;
}

/** Makes the run's own network. */
export async function createNetwork(
  docker: Docker,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<NodeNetwork> {
  await docker.createNetwork({ Name: name, Driver: "bridge", CheckDuplicate: true, Labels: { ...labels } });
  return findNetwork(docker, name);
}

/** A network that is there. Rejects with `INVALID_OPTION` when it is not, or when nothing can be reached from it. */
export async function findNetwork(docker: Docker, name: string): Promise<NodeNetwork> {
  const facts = await inspect(docker, name);
  if (facts.Driver === "null") {
    throw new LiveLoadError("INVALID_OPTION", `backendOptions.network is ${JSON.stringify(name)}, on which nodes reach nobody`, {
      hint: "leave it out for a network of the run's own, or name one of `docker network ls`",
      details: { option: "backendOptions.network", value: name },
    });
  }
  // The network of the engine's machine itself, whose own address it is.
  if (facts.Driver === "host") return { name, gateway: "127.0.0.1" };
  const config = facts.IPAM?.Config?.find(({ Gateway }) => Gateway !== undefined);
  return { name, gateway: config?.Gateway?.replace(/\/\d+$/, "") };
}

/** Removes the networks of a run; those that are gone are gone already. */
export async function removeNetworks(docker: Docker, runId: string): Promise<void> {
  const networks = await docker.listNetworks({ filters: { label: [`liveload.run=${runId}`] } });
  await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove().catch(goneIsSuccess)));
}

async function inspect(docker: Docker, name: string): Promise<Docker.NetworkInspectInfo> {
  try {
    return (await docker.getNetwork(name).inspect()) as Docker.NetworkInspectInfo;
  } catch (error) {
    throw new LiveLoadError("INVALID_OPTION", `there is no network ${JSON.stringify(name)} on this Docker Engine`, {
      hint: "docker network ls shows what there is",
      details: { option: "backendOptions.network", value: name },
      cause: error,
    });
  }
}
