import { isRecord } from "../../base/invalid-option.js";
import { Secret } from "../../base/secrets/secret.js";
import type { HttpCredentials, ProxySettings } from "./browser-options.js";

/** Credentials for HTTP basic authentication whose password cannot be printed. */
export type SecretCredentials = Omit<HttpCredentials, "password"> & { readonly password: Secret };
/** A proxy whose password cannot be printed. */
export type SecretProxy = Omit<ProxySettings, "password"> & { readonly password?: Secret | undefined };

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** The browser sets these itself, and fails a request that overrides them. */
const NOT_OURS = ["host", "content-length", "connection", "transfer-encoding", "upgrade", "keep-alive", "trailer"];

/** `"Name: value"`, alone or in a list, or an object of names and values; `undefined` for anything else. */
export function parseHeaders(raw: unknown): Readonly<Record<string, string>> | undefined {
  const entries = isRecord(raw) ? Object.entries(raw) : [raw].flat().map(headerOf);
  const isGood = entries.every(
    (entry) =>
      entry !== undefined &&
      HEADER_NAME.test(entry[0]) &&
      !NOT_OURS.includes(entry[0].toLowerCase()) &&
      typeof entry[1] === "string" &&
      !/[\r\n\0]/.test(entry[1]),
  );
  return isGood ? Object.fromEntries(entries as [string, string][]) : undefined;
}
parseHeaders.schema = {
  type: "object",
  propertyNames: {
    pattern: HEADER_NAME.source,
    not: {
      pattern: `^(${NOT_OURS.map((name) => name.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`)).join("|")})$`,
    },
  },
  additionalProperties: { type: "string", pattern: "^[^\\r\\n\\u0000]*$" },
};

function headerOf(item: unknown): readonly [string, unknown] | undefined {
  const found = typeof item === "string" ? /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/s.exec(item) : null;
  return found === null ? undefined : [found[1] ?? "", found[2] ?? ""];
}

/** `user:password`, or `{ username, password, origin, send }`; `undefined` for anything else. */
export function parseCredentials(raw: unknown): SecretCredentials | undefined {
  const [, user, word] = typeof raw === "string" ? (/^([^:]+):(.*)$/s.exec(raw) ?? []) : [];
  const given = isRecord(raw) ? raw : { username: user, password: word };
  const { username, password, origin, send, ...rest } = given as Readonly<Record<string, unknown>>;
  const isGood = typeof username === "string" && username !== "" && !username.includes(":") && typeof password === "string";
  if (!isGood || Object.keys(rest).length > 0) return undefined;
  if (send !== undefined && send !== "always" && send !== "unauthorized") return undefined;
  const way: HttpCredentials["send"] = send;
  const login: SecretCredentials = { username, password: new Secret(password), ...(way === undefined ? {} : { send: way }) };
  if (origin === undefined) return login;
  const only = originOf(origin);
  return only === undefined ? undefined : { ...login, origin: only };
}
parseCredentials.schema = {
  anyOf: [
    { type: "string", pattern: "^[^:]+:[^\\r\\n]*$" },
    {
      type: "object",
      required: ["username", "password"],
      additionalProperties: false,
      properties: {
        username: { type: "string", pattern: "^[^:]+$" },
        password: { type: "string" },
        origin: { type: "string", pattern: "^https?://[A-Za-z0-9.-]+(:\\d{1,4})?$" },
        send: { enum: ["always", "unauthorized"] },
      },
    },
  ],
};

function originOf(raw: unknown): string | undefined {
  if (typeof raw !== "string" || !/^https?:\/\//i.test(raw) || !URL.canParse(raw)) return undefined;
  const { origin, pathname, search, hash, username } = new URL(raw);
  return pathname === "/" && `${search}${hash}${username}` === "" ? origin : undefined;
}

/** An address, which may contain `user:password@`, or `{ server, bypass, username, password }`; `undefined` for anything else. */
export function parseProxy(raw: unknown): SecretProxy | undefined {
  const { server, bypass, username, password, ...rest } = isRecord(raw) ? raw : { server: raw };
  const address = proxyAddress(server);
  const texts = [bypass, username, password].every((text) => text === undefined || typeof text === "string");
  if (address === undefined || !texts || Object.keys(rest).length > 0) return undefined;
  const user = (username ?? (decodeURIComponent(address.username) || undefined)) as string | undefined;
  const word = (password ?? (decodeURIComponent(address.password) || undefined)) as string | undefined;
  // Chromium cannot log in to a SOCKS proxy.
  if (address.protocol.startsWith("socks") && (user ?? word) !== undefined) return undefined;
  return {
    server: `${address.protocol}//${address.host}`,
    ...(bypass === undefined ? {} : { bypass: withoutBlanks(bypass as string) }),
    ...(user === undefined ? {} : { username: user }),
    ...(word === undefined ? {} : { password: new Secret(word) }),
  };
}
const PROXY = { type: "string", pattern: "^(https?|socks[45])://[A-Za-z0-9.-]+(:\\d{1,4})?$" };
const TEXT = { type: "string" };
parseProxy.schema = {
  anyOf: [
    PROXY,
    {
      type: "object",
      required: ["server"],
      additionalProperties: false,
      properties: {
        server: { ...PROXY, pattern: PROXY.pattern.replace("|socks[45]", "") },
        bypass: TEXT,
        username: TEXT,
        password: TEXT,
      },
    },
    {
      type: "object",
      required: ["server"],
      additionalProperties: false,
      properties: { server: PROXY, bypass: TEXT },
    },
  ],
};

function proxyAddress(server: unknown): URL | undefined {
  if (typeof server !== "string" || server.trim() === "") return undefined;
  const text = server.trim();
  // A bare word is more likely a slip than a host with a proxy on port 80.
  if (!/:\/\/|:\d+\/?$/.test(text)) return undefined;
  const full = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(full)) return undefined;
  const address = new URL(full);
  const isKnown = ["http:", "https:", "socks4:", "socks5:"].includes(address.protocol) && address.host !== "";
  return isKnown && (address.pathname === "/" || address.pathname === "") ? address : undefined;
}

function withoutBlanks(hosts: string): string {
  return hosts
    .split(",")
    .map((host) => host.trim())
    .join(",");
}
