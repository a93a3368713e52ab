import { LiveLoadError } from "../../../../base/errors.js";
import { apiError, statusOf } from "../api-errors.js";
import type { Kubernetes } from "../kubernetes-client.js";
import type { KubernetesOptions } from "../kubernetes-options.js";
import { missingPermissions, type Permission, roleManifest } from "../preflight/permissions.js";
import { subjectOf } from "../preflight/rights-subject.js";

/** The rights that the user needs; the controller has those of its service account. */
const NEEDED: readonly Permission[] = [
  { group: "batch", resource: "jobs", verbs: ["create", "delete"] },
  { group: "", resource: "secrets", verbs: ["create"] },
  { group: "", resource: "pods", verbs: ["list"] },
  { group: "", resource: "pods/log", verbs: ["get"] },
  { group: "", resource: "pods/exec", verbs: ["get", "create"] },
];
/** Optional: kubectl needs the first to read logs and fetch a report; the others reveal early why a controller does not start. */
const HELPFUL: readonly Permission[] = [
  { group: "", resource: "pods", verbs: ["get"] },
  { group: "", resource: "serviceaccounts", verbs: ["get"] },
  { group: "", resource: "events", verbs: ["list"] },
];

/** All rights of a user's role: `deploy/kubernetes/person.yaml`. */
export const CONTROLLER_PERMISSIONS: readonly Permission[] = [...NEEDED, ...HELPFUL];

/** Checks that a controller can start in the cluster, before anything is created there. Rejects with what is missing. */
export async function checkController(
  options: KubernetesOptions,
  kubernetes: Kubernetes,
  onWarning: (message: string) => void,
): Promise<void> {
  const { namespace, server } = kubernetes;
  const missing = await missingPermissions(kubernetes, NEEDED).catch((error: unknown) => {
    throw apiError("cannot check the permissions", server, error);
  });
  if (missing.length > 0) {
    onWarning(`rights are missing; this role has them:\n\n${roleManifest(namespace, CONTROLLER_PERMISSIONS)}`);
    throw unfit(`not allowed: ${missing.join(", ")}`, {
      hint: `kubectl apply -f FILE with that role, and kubectl -n ${namespace} create rolebinding live-load --role=live-load ${subjectOf(kubernetes)}`,
      details: { namespace, problems: [...missing] },
    });
  }
  await checkServiceAccount(options, kubernetes);
}

/** Without the service account no pod would be created, and only the events of the Job would say why. */
async function checkServiceAccount({ serviceAccount: name }: KubernetesOptions, kubernetes: Kubernetes): Promise<void> {
  const { core, namespace } = kubernetes;
  const isMissing = await core.readNamespacedServiceAccount({ namespace, name }).then(
    () => false,
    // Without the right to read it, the events of the Job show it later.
    (error: unknown) => statusOf(error) === 404,
  );
  if (!isMissing) return;
  throw unfit(`there is no service account ${name}`, {
    hint: `kubectl -n ${namespace} apply -f deploy/kubernetes/controller.yaml makes live-load; name another with --backend-option serviceAccount=NAME`,
    details: { namespace, option: "backendOptions.serviceAccount", value: name },
  });
}

function unfit(
  why: string,
  options: { readonly hint: string; readonly details: Readonly<Record<string, unknown>> },
): LiveLoadError {
  const { namespace } = options.details;
  const message = `the namespace ${namespace as string} cannot run the controller: ${why}`;
  return new LiveLoadError("BACKEND_UNAVAILABLE", message, options);
}
