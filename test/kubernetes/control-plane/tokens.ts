import { sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { callApiSuccessfully } from "./api.js";
import { certificatePaths } from "./certificates.js";
import { SERVICE_ACCOUNT_ISSUER } from "./components.js";
import type { ServiceAccountName } from "./control-plane.js";
import type { ApiAccess } from "./kubeconfig.js";

/** The least lifetime that the TokenRequest API gives. */
const LEAST_REQUESTED_S = 600;
/** How long after its end the API server still takes a token, for clocks that differ. */
const LEEWAY_S = 60;

/** A token of a service account that the API server refuses `lifetimeSeconds` from now. */
export async function tokenFor(
  { access, certificates }: { readonly access: ApiAccess; readonly certificates: string },
  account: ServiceAccountName,
  lifetimeSeconds: number,
): Promise<string> {
  const path = `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}`;
  if (lifetimeSeconds >= LEAST_REQUESTED_S) {
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: lifetimeSeconds } };
    const answer = await callApiSuccessfully(access, { method: "POST", path: `${path}/token`, body });
    return (answer as { readonly status: { readonly token: string } }).status.token;
  }
  const { metadata } = (await callApiSuccessfully(access, { path })) as { readonly metadata: { readonly uid: string } };
  const key = readFileSync(certificatePaths({ certificates }).serviceAccounts.key, "utf8");
  return signedToken(key, { ...account, uid: metadata.uid }, lifetimeSeconds - LEEWAY_S);
}

/** A token as the API server signs them. */
function signedToken(key: string, account: ServiceAccountName & { readonly uid: string }, lifetimeSeconds: number): string {
  const { name, namespace, uid } = account;
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: SERVICE_ACCOUNT_ISSUER,
    aud: [SERVICE_ACCOUNT_ISSUER],
    sub: `system:serviceaccount:${namespace}:${name}`,
    exp: now + lifetimeSeconds,
    // Long ago enough for a token that has expired to have begun before.
    iat: now - 3600,
    nbf: now - 3600,
    "kubernetes.io": { namespace, serviceaccount: { name, uid } },
  };
  const content = `${base64({ alg: "RS256" })}.${base64(claims)}`;
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

function base64(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString("base64url");
}
