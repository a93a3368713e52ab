import type Docker from "dockerode";
import type { NodeSpec } from "../../backend.js";
import type { DockerOptions } from "./docker-options.js";

/** The unprivileged user "nobody", which does not have to exist in the image. */
const USER = "65532:65532";
const PIDS = 8192;
const TEMPORARY = "/tmp";

/** The container of a node: with no more privileges than a browser needs, limited to its size. */
export function nodeContainer(
  spec: NodeSpec,
  { options, network }: { readonly options: DockerOptions; readonly network: string },
): Docker.ContainerCreateOptions {
  const { image, nodes, extraHosts, shmSizeBytes } = options;
  const { cpus, memoryBytes } = nodes ?? {};
  return {
    name: `live-load-${spec.labels["liveload.run"] ?? ""}-${spec.nodeId}`,
    Image: image,
    Cmd: [...spec.argv],
    User: USER,
    Env: [
      ...Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
      `LIVELOAD_SECRET=${spec.secret.reveal()}`,
      `HOME=${TEMPORARY}`,
    ],
    Labels: { ...spec.labels },
    HostConfig: {
      // Reaps orphaned browser processes and forwards signals.
      Init: true,
      NetworkMode: network,
      ExtraHosts: [...extraHosts],
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      ReadonlyRootfs: true,
      Tmpfs: { [TEMPORARY]: "rw,exec,nosuid,nodev,mode=1777" },
      ShmSize: shmSizeBytes,
      PidsLimit: PIDS,
      ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
      // No swap: a browser that swaps would measure the disk.
      ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
      LogConfig: { Type: "json-file", Config: { "max-size": "8m", "max-file": "1" } },
      RestartPolicy: { Name: "no" },
    },
  };
}

/** Splits a container's log into lines. Without a terminal, each chunk of either stream has a header of eight bytes. */
export function linesOfLog(log: Buffer): readonly string[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= log.length; ) {
    const length = log.readUInt32BE(at + 4);
    pieces.push(log.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const lines = Buffer.concat(pieces).toString("utf8").split("\n");
  return lines.filter((line) => line.trim() !== "");
}
