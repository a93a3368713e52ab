import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Signs what the page carries for the server (data-phx-session, data-phx-static, the long-poll token), as Phoenix.Token does. */
export interface Signer {
  sign(claims: Readonly<Record<string, string>>): string;
  /** The claims; undefined if the token was not signed by this server (the client calls that stale). */
  verify(token: unknown): Readonly<Record<string, string>> | undefined;
}

/** Without a secret it makes one of its own, and the sessions of an earlier server are stale. */
export function createSigner(secret: string | Buffer = randomBytes(32)): Signer {
  const signature = (body: string): Buffer => createHmac("sha256", secret).update(body).digest();
  return {
    sign(claims) {
      const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
      return `${body}.${signature(body).toString("base64url")}`;
    },
    verify(token) {
      if (typeof token !== "string") return undefined;
      const [body = "", given = ""] = token.split(".");
      const expected = signature(body);
      const actual = Buffer.from(given, "base64url");
      if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return undefined;
      const claims: unknown = JSON.parse(Buffer.from(body, "base64url").toString());
      return isClaims(claims) ? claims : undefined;
    },
  };
}

function isClaims(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && Object.values(value).every((claim) => typeof claim === "string");
}
