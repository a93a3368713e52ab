import type { NodeRefusal } from "../../../backend.js";

const BUILD = "`npm run image` builds LiveLoad's; use another with --backend-option image=NAME";

/** Messages of the platform, with the option to change. */
const REFUSALS: readonly (readonly [pattern: RegExp, refusal: NodeRefusal])[] = [
  [
    /^ErrImageNeverPull/,
    {
      option: "backendOptions.image",
      hint: "load the image on every host, or let the hosts pull it with --backend-option pull=missing",
    },
  ],
  [/^InvalidImageName/, { option: "backendOptions.image", hint: BUILD }],
  // A registry that cannot be reached now may be reached in a minute; one that does not have the image will not have it then.
  [
    /^(ErrImagePull|ImagePullBackOff).*(not found|manifest unknown|denied|unauthorized|authorization failed|does not exist)/is,
    {
      option: "backendOptions.image",
      hint: `push it there, or add imagePullSecrets to the podTemplate; ${BUILD}`,
    },
  ],
  [
    /^(ContainerCannotRun|StartError)|executable file not found|exec format error/,
    {
      option: "backendOptions.image",
      hint: `this is not a LiveLoad image, or it was built for another architecture: ${BUILD}`,
    },
  ],
  [
    /^CreateContainerConfigError/,
    { option: "backendOptions.podTemplate", hint: "check the Secrets, ConfigMaps and users that the pods refer to" },
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
