import { messageOf } from "../../../base/errors.js";
import type { NodeRefusal } from "../../backend.js";
import { statusOf } from "./docker-engine.js";

const IMAGE_HINT = "build it with `npm run image`, or name another with --backend-option image=NAME";

/** What the engine says, with the option that it is about and what to do. */
const REFUSALS: readonly (readonly [pattern: RegExp, refusal: NodeRefusal])[] = [
  [
    /executable file not found|exec format error|no command specified|exec: |unable to start container process/i,
    { option: "backendOptions.image", hint: `it is not an image of LiveLoad, or it was built for other machines: ${IMAGE_HINT}` },
  ],
  [/no such image/i, { option: "backendOptions.image", hint: IMAGE_HINT }],
  [/range of cpus|nanocpu/i, { option: "backendOptions.nodes.cpus", hint: "give the nodes fewer CPUs" }],
  [/memory/i, { option: "backendOptions.nodes.memory", hint: "give the nodes another amount of memory" }],
  [/extra.?host|host-gateway|add-host/i, { option: "backendOptions.extraHosts", hint: "entries are HOST:IP" }],
  [/network/i, { option: "backendOptions.network", hint: "docker network ls shows what there is" }],
  [/shm/i, { option: "backendOptions.shmSize", hint: "ask for another size of /dev/shm" }],
];

/** Why a container is refused, when the engine would refuse it again; `undefined` when another attempt may succeed. */
export function refusalOf(error: unknown): NodeRefusal | undefined {
  const status = statusOf(error);
  const said = messageOf(error);
  const known = REFUSALS.find(([pattern]) => pattern.test(said))?.[1];
  if (status === 400 || status === 404) return known ?? { hint: "the engine does not make such a container: see docs/docker.md" };
  // The engine answers 500, too, when the image holds no program that it can start.
  return status === 500 && known?.option === "backendOptions.image" ? known : undefined;
}
