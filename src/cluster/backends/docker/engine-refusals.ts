import { messageOf } from "../../../base/errors.js";
import type { NodeRefusal } from "../../backend.js";
import { statusOf } from "./docker-engine.js";

const IMAGE_HINT = "build it with `npm run image`, or name another with --backend-option image=NAME";

/** Messages of the engine, with the option that caused them and what to do. */
const REFUSALS: readonly (readonly [pattern: RegExp, refusal: NodeRefusal])[] = [
  [
    /executable file not found|exec format error|no command specified|exec: |unable to start container process/i,
    {
      option: "backendOptions.image",
      hint: `this is not a LiveLoad image, or it was built for another architecture: ${IMAGE_HINT}`,
    },
  ],
  [/no such image/i, { option: "backendOptions.image", hint: IMAGE_HINT }],
  [/range of cpus|nanocpu/i, { option: "backendOptions.nodes.cpus", hint: "give the nodes fewer CPUs" }],
  [/memory/i, { option: "backendOptions.nodes.memory", hint: "give the nodes another amount of memory" }],
  [/extra.?host|host-gateway|add-host/i, { option: "backendOptions.extraHosts", hint: "entries are HOST:IP" }],
  [/network/i, { option: "backendOptions.network", hint: "docker network ls lists the networks" }],
  [/shm/i, { option: "backendOptions.shmSize", hint: "ask for another size of /dev/shm" }],
];

/** The reason why the engine refuses a container and would refuse it again; `undefined` if another attempt may succeed. */
export function refusalOf(error: unknown): NodeRefusal | undefined {
  const status = statusOf(error);
  const message = messageOf(error);
  const known = REFUSALS.find(([pattern]) => pattern.test(message))?.[1];
  if (status === 400 || status === 404) return known ?? { hint: "the engine refuses such a container: see docs/docker.md" };
  // The engine also answers 500 if it cannot start the program of the image.
  return status === 500 && known?.option === "backendOptions.image" ? known : undefined;
}
