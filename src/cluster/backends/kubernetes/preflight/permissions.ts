import type { Kubernetes } from "../kubernetes-client.js";

/** Rights in the namespace for one kind of object. */
export interface Permission {
  /** API group; empty for the core group. */
  readonly group: string;
  /** As in a Role: `pods/log`. */
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** Exactly the rights that a run and `live-load gc` need. */
export const PERMISSIONS: readonly Permission[] = [
  { group: "", resource: "configmaps", verbs: ["create", "list", "delete"] },
  { group: "", resource: "secrets", verbs: ["create"] },
  { group: "batch", resource: "jobs", verbs: ["create", "list", "watch", "delete"] },
  { group: "", resource: "pods", verbs: ["list", "watch", "delete"] },
  { group: "", resource: "pods/log", verbs: ["get"] },
  { group: "", resource: "events", verbs: ["list", "watch"] },
  { group: "", resource: "resourcequotas", verbs: ["list"] },
  { group: "", resource: "limitranges", verbs: ["list"] },
];

/** The missing rights, such as `create secrets`; checks all of them in parallel. */
export async function missingPermissions(kubernetes: Kubernetes, permissions = PERMISSIONS): Promise<readonly string[]> {
  const wanted = permissions.flatMap(({ verbs, ...what }) => verbs.map((verb) => ({ ...what, verb })));
  const answers = await Promise.all(wanted.map(async (one) => ({ one, may: await mayI(kubernetes, one) })));
  return answers
    .filter(({ may }) => !may)
    .map(({ one: { verb, resource, group } }) => `${verb} ${resource}${group === "" ? "" : `.${group}`}`);
}

/** True if the user may list the cluster's nodes and pods. Optional: used to estimate the room. */
export async function maySeeNodes(kubernetes: Kubernetes): Promise<boolean> {
  const everywhere = { ...kubernetes, namespace: "" };
  const answers = await Promise.all(["nodes", "pods"].map((resource) => mayI(everywhere, { group: "", resource, verb: "list" })));
  return answers.every(Boolean);
}

async function mayI(
  { authorization, namespace }: Kubernetes,
  { group, resource, verb }: { readonly group: string; readonly resource: string; readonly verb: string },
): Promise<boolean> {
  const [kind = "", subresource] = resource.split("/");
  const resourceAttributes = { namespace, verb, group, resource: kind, ...(subresource === undefined ? {} : { subresource }) };
  const body = { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec: { resourceAttributes } };
  const { status } = await authorization.createSelfSubjectAccessReview({ body });
  return status?.allowed === true;
}

/** The Role with exactly these rights, as YAML that `kubectl apply -f -` takes. */
export function roleManifest(namespace: string | undefined, permissions = PERMISSIONS): string {
  const rules = permissions.map(
    ({ group, resource, verbs }) =>
      `  - apiGroups: [${JSON.stringify(group)}]\n    resources: [${JSON.stringify(resource)}]\n    verbs: [${verbs.map((verb) => JSON.stringify(verb)).join(", ")}]`,
  );
  const where = namespace === undefined ? "" : `\n  namespace: ${namespace}`;
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: live-load${where}\nrules:\n${rules.join("\n")}\n`;
}
