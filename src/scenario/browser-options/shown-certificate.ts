import { createSecureContext, type SecureContext } from "node:tls";
import type { ClientCertificate } from "./browser-options.js";

/** The certificate that is shown to this origin; the first if there are several. */
export function certificateFor(
  origin: string,
  certificates: readonly ClientCertificate[] | undefined,
): ClientCertificate | undefined {
  return certificates?.find((certificate) => new URL(certificate.origin).origin === origin);
}

/** Parsing a key takes a while, and all users share the same objects. */
const CONTEXTS = new WeakMap<ClientCertificate, SecureContext>();

/** The TLS context with which connections of Node.js present the certificate. Throws Node.js's error for a key that does not fit. */
export function secureContextOf(certificate: ClientCertificate): SecureContext {
  const known = CONTEXTS.get(certificate);
  if (known !== undefined) return known;
  const { cert, key, pfx, passphrase } = certificate;
  const context = createSecureContext({
    ...(cert === undefined ? {} : { cert: Buffer.from(cert, "base64") }),
    ...(key === undefined ? {} : { key: Buffer.from(key, "base64") }),
    ...(pfx === undefined ? {} : { pfx: Buffer.from(pfx, "base64") }),
    ...(passphrase === undefined ? {} : { passphrase }),
  });
  CONTEXTS.set(certificate, context);
  return context;
}
