import { constants } from "node:crypto";
import type { TlsOptions } from "node:tls";
import type { Secret } from "../base/secrets/secret.js";

/**
 * How the link between controller and nodes is protected.
 *
 * - `none`: only on this machine itself. A node proves who it is with its secret as a bearer token.
 * - `psk`: TLS with each node's secret as its pre-shared key; its identity is the node's name. Nobody without a secret gets
 *   as far as HTTP. The token is asked for as well: it is what can be revoked.
 * - `certificate`: TLS with a certificate of the controller's, or of whatever stands in between; the node checks it as a
 *   browser would, and proves who it is with the token.
 */
export type ChannelSecurity =
  | { readonly kind: "none" }
  | { readonly kind: "psk" }
  | { readonly kind: "certificate"; readonly cert: string | Buffer; readonly key: string | Buffer };

/** The scheme of a listener's URL; tells nodes how to dial. */
export const SCHEMES = { none: "ws:", psk: "wss+psk:", certificate: "wss:" } as const satisfies Record<
  ChannelSecurity["kind"],
  string
>;

/** The one suite with forward secrecy that Node.js offers for pre-shared keys; those of TLS 1.3 have no callback. */
const PSK_TLS = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305",
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2",
} as const;

/** What a TLS server of this kind is made with; `undefined` for plain HTTP. */
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

/** What a TLS client with a pre-shared key connects with. */
export function pskClient(nodeId: string, secret: Secret) {
  return {
    ...PSK_TLS,
    // There is no certificate: who has the key is who is meant.
    checkServerIdentity: () => undefined,
    pskCallback: () => ({ psk: Buffer.from(secret.reveal(), "hex"), identity: nodeId }),
  };
}

function keyOf(secret: Secret | undefined): Buffer | null {
  return secret === undefined ? null : Buffer.from(secret.reveal(), "hex");
}
