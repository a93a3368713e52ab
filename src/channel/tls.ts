import { constants } from "node:crypto";
import type { TlsOptions } from "node:tls";
import type { Secret } from "../base/secrets/secret.js";

/**
 * How the link between controller and nodes is protected.
 *
 * - `none`: on loopback only. A node authenticates with its secret as a bearer token.
 * - `psk`: TLS with each node's secret as its pre-shared key and the node's name as identity. A peer without a secret never
 *   gets to HTTP. The bearer token is required as well: it can be revoked.
 * - `certificate`: TLS with a certificate of the controller or of a proxy in between. The node checks it as a browser would, and
 *   authenticates with the token.
 */
export type ChannelSecurity =
  | { readonly kind: "none" }
  | { readonly kind: "psk" }
  | { readonly kind: "certificate"; readonly cert: string | Buffer; readonly key: string | Buffer };

/** The scheme of a listener's URL, from which nodes know how to dial. */
export const SCHEMES = { none: "ws:", psk: "wss+psk:", certificate: "wss:" } as const satisfies Record<
  ChannelSecurity["kind"],
  string
>;

/** The only suite with forward secrecy that Node.js offers for pre-shared keys; it has no callback for those of TLS 1.3. */
const PSK_TLS = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
} as const;

/** Options of the TLS server; `undefined` for plain HTTP. */
export function serverTls(security: ChannelSecurity, secretOf: (nodeId: string) => Secret | undefined): TlsOptions | undefined {
  switch (security.kind) {
    case "none":
      return undefined;
    case "certificate":
      return { cert: security.cert, key: security.key, minVersion: "TLSv1.2" };
    case "psk":
      return {
        ...PSK_TLS,
        // A session ticket would let in a client whose secret has been revoked.
        secureOptions: constants.SSL_OP_NO_TICKET,
        pskCallback: (_socket, nodeId) => keyOf(secretOf(nodeId)),
      };
  }
}

/** Options of a TLS client with a pre-shared key. */
export function pskClient(nodeId: string, secret: Secret) {
  return {
    ...PSK_TLS,
    // There is no certificate: having the key proves the server's identity.
    checkServerIdentity: () => undefined,
    pskCallback: () => ({ psk: Buffer.from(secret.reveal(), "hex"), identity: nodeId }),
  };
}

function keyOf(secret: Secret | undefined): Buffer | null {
  return secret === undefined ? null : Buffer.from(secret.reveal(), "hex");
}
