import { readFileSync, writeFileSync } from "node:fs";

/** Address and credentials of an API client. */
export interface ApiAccess {
  readonly url: string;
  readonly caPem: string;
  readonly token: string;
}

/** Writes a kubeconfig that only its owner can read, as JSON, which is valid YAML. */
export function writeKubeconfig(path: string, { url, caPem, token }: ApiAccess, namespace = "default"): string {
  const cluster = { server: url, "certificate-authority-data": Buffer.from(caPem).toString("base64") };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test", namespace } }],
    "current-context": "test",
  };
  writeFileSync(path, JSON.stringify(config, null, 2), { mode: 0o600 });
  return path;
}

/** The token of a kubeconfig that `writeKubeconfig` wrote. */
export function tokenOf(path: string): string {
  const { users } = JSON.parse(readFileSync(path, "utf8")) as { readonly users: { readonly user: { readonly token: string } }[] };
  return users[0]?.user.token ?? "";
}
