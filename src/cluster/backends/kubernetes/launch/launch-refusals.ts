import type { NodeRefusal } from "../../../backend.js";

const BUILD = "`npm run image` builds LiveLoad's; name another with --backend-option image=NAME";

/** Messages of the platform, with the option to change. */
const REFUSALS: readonly (readonly [pattern: RegExp, refusal: NodeRefusal])[] = [
  [
    /^ErrImageNeverPull/,
    {
      option: "backendOptions.image",
      hint: "bring the image to every host, or have the hosts fetch it with --backend-option pull=missing",
    },
  ],
  [/^InvalidImageName/, { option: "backendOptions.image", hint: BUILD }],
  // A registry that cannot be reached now may be reached in a minute; one that does not have the image will not have it then.
  [
    /^(ErrImagePull|ImagePullBackOff).*(not found|manifest unknown|denied|unauthorized|authorization failed|does not exist)/is,
    {
      option: "backendOptions.image",
      hint: `push it there, or give the pods what lets them fetch it: imagePullSecrets in podTemplate; ${BUILD}`,
    },
  ],
  [
    /^(ContainerCannotRun|StartError)|executable file not found|exec format error/,
    {
      option: "backendOptions.image",
      hint: `it is not an image of LiveLoad, or it was built for another architecture: ${BUILD}`,
    },
  ],
  [
    /^CreateContainerConfigError/,
    { option: "backendOptions.podTemplate", hint: "see what the pods need of the namespace: Secrets, ConfigMaps, users" },
  ],
  [
    /service account .* not found/i,
    { option: "backendOptions.podTemplate", hint: "create the service account, or name another" },
  ],
  [/is forbidden|is invalid|denied/, { hint: "see docs/kubernetes.md for what a run needs in its namespace" }],
];

/** The refusal of a node for which no room was found in time. */
export const NO_ROOM: NodeRefusal = {
  option: "backendOptions.nodes",
  hint: "ask for smaller nodes (--backend-option nodes.cpus, nodes.memory) or fewer users; for a cluster that grows, --backend-option waitForRoom=5m waits longer",
};

/** The reason why a node is refused and would be refused again; `undefined` if another attempt may succeed. */
export function refusalOf(reason: string): NodeRefusal | undefined {
  return REFUSALS.find(([pattern]) => pattern.test(reason))?.[1];
}
