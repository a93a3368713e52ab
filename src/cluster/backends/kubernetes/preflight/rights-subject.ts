import { readFileSync } from "node:fs";
import type { User } from "@kubernetes/client-node";
import type { Kubernetes } from "../kubernetes-client.js";

/** The user or service account that needs a role, as `kubectl create rolebinding` takes it. */
export function subjectOf({ config }: Pick<Kubernetes, "config">): string {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subjectOfToken(tokenOf(config.getCurrentUser())) ?? "");
  return account === null ? "--user=YOU" : `--serviceaccount=${account[1]}:${account[2]}`;
}

/** The token from the kubeconfig or, in a pod, from a file that the platform renews. */
function tokenOf(user: User | null): string | undefined {
  const file: unknown = (user?.authProvider as { readonly config?: { readonly tokenFile?: unknown } } | undefined)?.config
    ?.tokenFile;
  try {
    return typeof file === "string" ? readFileSync(file, "utf8") : user?.token;
  } catch {
    return undefined;
  }
}

/** The subject in a service account's token; other tokens are opaque. */
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
