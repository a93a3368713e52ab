import type { Kubernetes } from "./kubernetes-client.js";

/** Who needs a role, as `kubectl create rolebinding` takes it. A service account goes by its namespace and name. */
export function subjectOf({ config }: Kubernetes): string {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subjectOfToken(config.getCurrentUser()?.token) ?? "");
  return account === null ? "--user=YOU" : `--serviceaccount=${account[1]}:${account[2]}`;
}

/** The subject in a service account's token; other tokens say nothing that we could read. */
function subjectOfToken(token: string | undefined): string | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token?.split(".")[1] ?? "", "base64url").toString("utf8")) as {
      readonly sub?: unknown;
    };
    return typeof claims.sub === "string" ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}
