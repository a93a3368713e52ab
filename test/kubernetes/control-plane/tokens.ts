import { sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { callApiSuccessfully } from "./api.js";
import { certificatePaths } from "./certificates.js";
import { SERVICE_ACCOUNT_ISSUER } from "./components.js";
import type { ServiceAccountName } from "./control-plane.js";
import type { ApiAccess } from "./kubeconfig.js";

/** The shortest lifetime that the TokenRequest API issues. */
const LEAST_REQUESTED_S = 600;
/** How long the API server accepts a token after its expiry, to tolerate clock skew. */
const LEEWAY_S = 60;

/** A service account token that the API server rejects `lifetimeSeconds` from now. */
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

/** A token signed like the API server's own. */
function signedToken(key: string, account: ServiceAccountName & { readonly uid: string }, lifetimeSeconds: number): string {
  const { name, namespace, uid } = account;
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: SERVICE_ACCOUNT_ISSUER,
    aud: [SERVICE_ACCOUNT_ISSUER],
    sub: `system:serviceaccount:${namespace}:${name}`,
    exp: now + lifetimeSeconds,
    // Early enough that even an expired token was issued before its expiry.
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
