import { Secret } from "../../base/secrets/secret.js";

/** An address for measurements, with its secrets kept apart. */
export interface OutputAddress {
  /** Without user and password, which go into a header. */
  readonly url: string;
  /** For messages: also without the query, which may hold a key. */
  readonly shown: string;
  /** `Authorization`, when the address had a user. Call it only where the headers are used. */
  headers(): Record<string, string>;
}

/** Takes user and password out of a URL. */
export function addressOf(url: URL): OutputAddress {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  const authorization = url.username === "" ? undefined : basicAuthorization(url.username, url.password);
  return {
    url: bare.href,
    shown: `${bare.origin}${bare.pathname}`,
    headers: () => (authorization === undefined ? {} : { Authorization: authorization.reveal() }),
  };
}

/** HTTP basic authentication; both parts as a URL or a header list writes them. */
function basicAuthorization(user: string, password: string): Secret {
  const pair = `${decodeURIComponent(user)}:${decodeURIComponent(password)}`;
  return new Secret(`Basic ${Buffer.from(pair).toString("base64")}`);
}

/** Headers as OpenTelemetry writes them in a variable: `Authorization=Bearer%20x,X-Scope-OrgID=shop`; `undefined` for anything else. */
export function parseHeaders(text: string): Readonly<Record<string, Secret>> | undefined {
  const headers: Record<string, Secret> = {};
  for (const pair of text.split(",").filter((part) => part.trim() !== "")) {
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return undefined;
    try {
      headers[name] = new Secret(decodeURIComponent(value));
    } catch {
      return undefined;
    }
  }
  return headers;
}
