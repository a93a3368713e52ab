import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { messageOf } from "../../base/errors.js";
import { isRecord } from "../../base/invalid-option.js";
import { Secret } from "../../base/secrets/secret.js";
import type { ClientCertificate } from "./browser-options.js";

/** A client certificate whose private key cannot be printed. */
export type SecretCertificate = Omit<ClientCertificate, "key" | "pfx" | "passphrase"> & {
  readonly key?: Secret;
  readonly pfx?: Secret;
  readonly passphrase?: Secret;
};

const KEYS = ["origin", "certPath", "cert", "keyPath", "key", "pfxPath", "pfx", "passphrase"];

/**
 * Certificates with their private keys, each for one origin: from files or as contents. Files are read at once. `undefined` for
 * anything else, for files that cannot be read, and for keys that do not fit.
 */
export function parseClientCertificates(raw: unknown): readonly SecretCertificate[] | undefined {
  try {
    return certificatesIn(raw);
  } catch {
    return undefined;
  }
}
parseClientCertificates.hint = (raw: unknown): string | undefined => {
  try {
    certificatesIn(raw);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
};
const TEXT = { type: "string", pattern: "\\S" };
parseClientCertificates.schema = {
  type: "array",
  items: {
    type: "object",
    required: ["origin"],
    additionalProperties: false,
    properties: {
      origin: { type: "string", pattern: "^https://[A-Za-z0-9.-]+(:\\d{1,4})?$" },
      ...{ certPath: TEXT, cert: TEXT, keyPath: TEXT, key: TEXT, pfxPath: TEXT, pfx: TEXT, passphrase: { type: "string" } },
    },
  },
};

/** The same with the contents of the files, as JSON: for another machine. */
export function packedClientCertificates(raw: unknown): unknown {
  return parseClientCertificates(raw)?.map(({ origin, cert, key, pfx, passphrase }) => ({
    origin,
    ...(cert === undefined ? {} : { cert: textOf(cert) }),
    ...(key === undefined ? {} : { key: textOf(key.reveal()) }),
    ...(pfx === undefined ? {} : { pfx: pfx.reveal() }),
    ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
  }));
}

function textOf(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

/** Throws with the reason why these are not certificates. */
function certificatesIn(raw: unknown): readonly SecretCertificate[] {
  if (!Array.isArray(raw)) throw new Error("give a list");
  return raw.map(certificateOf);
}

function certificateOf(raw: unknown): SecretCertificate {
  if (!isRecord(raw)) throw new Error("give an object for each certificate");
  const unknownKey = Object.keys(raw).find((key) => !KEYS.includes(key));
  if (unknownKey !== undefined) throw new Error(`there is no ${JSON.stringify(unknownKey)} in a certificate`);
  const origin = originOf(raw.origin);
  const [cert, key, pfx] = [contentOf(raw, "cert"), contentOf(raw, "key"), contentOf(raw, "pfx")];
  const { passphrase } = raw;
  if (passphrase !== undefined && typeof passphrase !== "string") throw new Error("a passphrase is a text");
  if (pfx === undefined ? cert === undefined || key === undefined : (cert ?? key) !== undefined)
    throw new Error(`the certificate for ${origin} needs either certPath and keyPath, or pfxPath`);
  const given = { ...(cert && { cert }), ...(key && { key }), ...(pfx && { pfx }) };
  try {
    createSecureContext({ ...given, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    throw new Error(`the certificate for ${origin} cannot be used: ${messageOf(error)}`);
  }
  return {
    origin,
    ...(cert && { cert: cert.toString("base64") }),
    ...(key && { key: new Secret(key.toString("base64")) }),
    ...(pfx && { pfx: new Secret(pfx.toString("base64")) }),
    ...(passphrase === undefined ? {} : { passphrase: new Secret(passphrase) }),
  };
}

function originOf(raw: unknown): string {
  const url = typeof raw === "string" && URL.canParse(raw) ? new URL(raw) : undefined;
  if (url === undefined || url.protocol !== "https:" || url.pathname !== "/" || `${url.search}${url.hash}` !== "")
    throw new Error('its origin is an address such as "https://staging.example.com"');
  return url.origin;
}

/** From the file of `certPath`, or the content of `cert`: a text or bytes. */
function contentOf(raw: Readonly<Record<string, unknown>>, name: "cert" | "key" | "pfx"): Buffer | undefined {
  const [path, content] = [raw[`${name}Path`], raw[name]];
  if (path === undefined && content === undefined) return undefined;
  if (path !== undefined && content !== undefined) throw new Error(`give ${name}Path or ${name}, not both`);
  if (typeof content === "string") return Buffer.from(content, name === "pfx" ? "base64" : "utf8");
  if (content instanceof Uint8Array) return Buffer.from(content);
  if (typeof path !== "string") throw new Error(`${name}Path is a path, and ${name} a text or bytes`);
  return readFileSync(path);
}
