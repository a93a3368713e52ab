import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { packedClientCertificates, parseClientCertificates } from "./client-certificates.js";
import { browserOptionsOf } from "./option-parsers.js";

const path = (name: string) => fileURLToPath(new URL(`../../../test/fixtures/tls/${name}.pem`, import.meta.url));
const [certPath, keyPath] = [path("cert"), path("key")];
const content = (file: string) => readFileSync(file, "utf8");
const origin = "https://staging.test";

describe("client certificates", () => {
  it("are read from files or given as contents, and their keys are not printed", () => {
    const parsed = parseClientCertificates([
      { origin: `${origin}/`, certPath, keyPath },
      { origin, cert: content(certPath), key: readFileSync(keyPath), passphrase: "unused" },
    ]);
    expect(JSON.stringify(parsed)).toContain('"key":"***"');
    const { clientCertificates } = browserOptionsOf({ clientCertificates: parsed ?? [] });
    const base64 = (file: string) => readFileSync(file).toString("base64");
    const pair = { origin, cert: base64(certPath), key: base64(keyPath) };
    expect(clientCertificates).toEqual([pair, { ...pair, passphrase: "unused" }]);
  });

  it("go to another machine with their contents", () => {
    const packed = packedClientCertificates([{ origin, certPath, keyPath, passphrase: "x" }]);
    expect(packed).toEqual([{ origin, cert: content(certPath), key: content(keyPath), passphrase: "x" }]);
    expect(parseClientCertificates(JSON.parse(JSON.stringify(packed)))).toHaveLength(1);
  });

  it.each([
    ["a text", "give a list"],
    [[7], "give an object"],
    [[{ origin, certPath, keyPath, password: "x" }], 'there is no "password" in a certificate'],
    [[{ origin: "http://a.test", certPath, keyPath }], "its origin is an address"],
    [[{ origin, certPath }], `the certificate for ${origin} needs either certPath and keyPath, or pfxPath`],
    [[{ origin, certPath: "/nope.pem", keyPath }], "ENOENT"],
    [[{ origin, certPath, cert: "x", keyPath }], "give certPath or cert, not both"],
    [[{ origin, certPath: keyPath, keyPath }], `the certificate for ${origin} cannot be used`],
    [[{ origin, pfx: "AAAA" }], `the certificate for ${origin} cannot be used`],
    [[{ origin, certPath, keyPath, passphrase: 5 }], "a passphrase is a text"],
  ])("are refused with the reason: %j", (raw, reason) => {
    expect(parseClientCertificates(raw)).toBeUndefined();
    expect(parseClientCertificates.hint(raw)).toContain(reason);
  });
});
