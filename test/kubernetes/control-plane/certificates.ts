import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./host.js";
import { type Layout, NODE_NAME } from "./layout.js";

/** The files that `makeCertificates` writes. */
export function certificatePaths({ certificates }: Pick<Layout, "certificates">) {
  const pair = (name: string) => ({ certificate: join(certificates, `${name}.crt`), key: join(certificates, `${name}.key`) });
  return {
    authority: pair("authority"),
    apiServer: pair("api-server"),
    /** The kubelet's, as a server of logs. */
    kubelet: pair("kubelet"),
    /** The API server's, as a client of the kubelet. */
    kubeletClient: pair("kubelet-client"),
    /** The key that signs service account tokens. */
    serviceAccounts: { publicKey: join(certificates, "service-accounts.pub"), key: join(certificates, "service-accounts.key") },
  };
}

interface Subject {
  readonly subject: string;
  readonly usage: "serverAuth" | "clientAuth";
  readonly names?: readonly string[];
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"];

/** Creates an authority, its certificates for this control plane, and the token keys; returns the authority's certificate. */
export async function makeCertificates(layout: Layout): Promise<string> {
  const { gateway, apiService } = layout;
  const paths = certificatePaths(layout);
  // Without our own configuration, openssl adds the extensions of its default one to every certificate.
  writeFileSync(join(layout.certificates, "openssl.cnf"), "[req]\ndistinguished_name = dn\n[dn]\n");
  await makeAuthority(layout);
  const service = ["kubernetes", "kubernetes.default", "kubernetes.default.svc"].map((name) => `DNS:${name}`);
  const apiServer = [`IP:${gateway}`, `IP:${apiService}`, ...service];
  await sign(layout, paths.apiServer, { subject: "/CN=kube-apiserver", usage: "serverAuth", names: apiServer });
  const kubelet = [`IP:${gateway}`, `DNS:${NODE_NAME}`];
  await sign(layout, paths.kubelet, {
    subject: `/O=system:nodes/CN=system:node:${NODE_NAME}`,
    usage: "serverAuth",
    names: kubelet,
  });
  await sign(layout, paths.kubeletClient, { subject: "/CN=kube-apiserver-kubelet-client", usage: "clientAuth" });
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(paths.serviceAccounts.publicKey, publicKey.export({ type: "spki", format: "pem" }));
  writeFileSync(paths.serviceAccounts.key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return readFileSync(paths.authority.certificate, "utf8");
}

async function makeAuthority(layout: Layout): Promise<void> {
  const { certificate, key } = certificatePaths(layout).authority;
  const extensions = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,digitalSignature,cRLSign"];
  await request(layout, ["-subj", "/CN=live-load-tests", "-out", certificate, "-keyout", key], extensions);
}

type Pair = { readonly certificate: string; readonly key: string };

async function sign(layout: Layout, { certificate, key }: Pair, { subject, usage, names }: Subject): Promise<void> {
  const { authority } = certificatePaths(layout);
  const extensions = ["keyUsage=critical,digitalSignature", `extendedKeyUsage=${usage}`];
  if (names !== undefined) extensions.push(`subjectAltName=${names.join(",")}`);
  const by = ["-CA", authority.certificate, "-CAkey", authority.key];
  await request(layout, [...by, "-subj", subject, "-out", certificate, "-keyout", key], extensions);
}

async function request(layout: Layout, args: readonly string[], extensions: readonly string[]): Promise<void> {
  const configuration = ["-config", join(layout.certificates, "openssl.cnf")];
  const added = extensions.flatMap((extension) => ["-addext", extension]);
  await run("openssl", ["req", "-x509", ...configuration, ...KEY, ...args, ...added]);
}
