import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";

/** A key that exists only in this process, with a certificate that the key itself has signed. */
export interface LocalKey {
  /** For servers on this machine that the browser is meant to trust. */
  readonly context: SecureContext;
  /** SHA-256 of the public key, in base64, as `--ignore-certificate-errors-spki-list` takes it. */
  readonly fingerprint: string;
}

/** Makes a new key. The browser that is started with its fingerprint trusts it for any name, and nobody else does. */
export function makeLocalKey(): LocalKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const cert = pem(certificate(spki, privateKey));
  return {
    context: createSecureContext({ key: privateKey.export({ type: "pkcs8", format: "pem" }), cert }),
    fingerprint: createHash("sha256").update(spki).digest("base64"),
  };
}

/** Tags of DER, the binary form of certificates (ITU-T X.690). */
const [INTEGER, BIT_STRING, OBJECT_ID, UTF8, UTC_TIME, GENERAL_TIME, SEQUENCE, SET] = [2, 3, 6, 12, 23, 24, 0x30, 0x31];
/** `ecdsa-with-SHA256`, 1.2.840.10045.4.3.2. */
const ECDSA_SHA256 = der(SEQUENCE, der(OBJECT_ID, Buffer.from("2a8648ce3d040302", "hex")));
/** `commonName`, 2.5.4.3. */
const COMMON_NAME = der(OBJECT_ID, Buffer.from("550403", "hex"));

/** An X.509 certificate without extensions (RFC 5280, section 4.1). */
function certificate(spki: Buffer, key: KeyObject): Buffer {
  const serial = der(INTEGER, Buffer.from([0x01]), randomBytes(8));
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from("LiveLoad")))));
  // From 2000 on, without an end: it is gone with the process.
  const validity = der(SEQUENCE, der(UTC_TIME, Buffer.from("000101000000Z")), der(GENERAL_TIME, Buffer.from("99991231235959Z")));
  const content = der(SEQUENCE, serial, ECDSA_SHA256, name, validity, name, spki);
  return der(SEQUENCE, content, ECDSA_SHA256, der(BIT_STRING, Buffer.from([0]), sign("sha256", content, key)));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
