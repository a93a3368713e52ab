import { isRecord } from "../base/invalid-option.js";
import { Secret } from "../base/secrets/secret.js";
import { type JsonSchema, option, parsers } from "./option-spec.js";
import { parseViewport, type Viewport } from "./option-values.js";

/** Credentials for HTTP basic authentication. */
export interface HttpCredentials {
  readonly username: string;
  readonly password: Secret;
}

/** Options of every user's browser towards the site. */
export const SITE_OPTIONS = {
  viewport: option<Viewport | undefined>({
    flag: "--viewport <width x height>",
    help: "Size of every user's page.",
    allowed: 'a size in pixels such as "1280x720", or { width, height }',
    default: undefined,
    defaultText: "1280x720",
    inScenario: true,
    parse: parseViewport,
  }),
  locale: option<string | undefined>({
    flag: "--locale <tag>",
    help: "The language that every user's browser asks for and formats in.",
    allowed: 'a language tag such as "de-DE"',
    default: undefined,
    defaultText: "the browser's own",
    inScenario: true,
    parse: parseLocale,
  }),
  extraHeaders: option<Readonly<Record<string, string>>>({
    flag: "--header <name: value>",
    repeatable: true,
    help: "A header to send with every request of every page, to any site.",
    allowed: '"Name: value", or an object of names and values; the browser itself sets Host, Connection and the like',
    default: {},
    defaultText: "none",
    inScenario: true,
    secret: true,
    parse: parseHeaders,
  }),
  ignoreCertificateErrors: option({
    flag: "--ignore-certificate-errors",
    help: "Open sites whose certificate is not trusted.",
    allowed: "true or false",
    default: false,
    inScenario: true,
    parse: parsers.boolean,
  }),
  httpCredentials: option<HttpCredentials | undefined>({
    flag: "--http-credentials <user:password>",
    help: "Credentials for sites with HTTP basic authentication; an environment variable keeps them off the command line.",
    allowed: "user:password, or { username, password }",
    default: undefined,
    defaultText: "none",
    inScenario: true,
    secret: true,
    parse: parseCredentials,
  }),
} as const;

function parseLocale(raw: unknown): string | undefined {
  if (typeof raw !== "string" || raw.trim() === "") return undefined;
  try {
    return Intl.getCanonicalLocales(raw.trim())[0];
  } catch {
    return undefined;
  }
}
parseLocale.schema = { type: "string", pattern: "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\\d{3}))?$" } satisfies JsonSchema;
parseLocale.hint = (raw: unknown): string | undefined =>
  typeof raw === "string" && raw.includes("_") ? `write ${raw.replaceAll("_", "-")}` : undefined;

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** The browser sets these itself, and fails a request that overrides them. */
const NOT_OURS = ["host", "content-length", "connection", "transfer-encoding", "upgrade", "keep-alive", "trailer"];

function parseHeaders(raw: unknown): Readonly<Record<string, string>> | undefined {
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
} satisfies JsonSchema;

function headerOf(item: unknown): readonly [string, unknown] | undefined {
  const found = typeof item === "string" ? /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/s.exec(item) : null;
  return found === null ? undefined : [found[1] ?? "", found[2] ?? ""];
}

function parseCredentials(raw: unknown): HttpCredentials | undefined {
  const [, user, word] = typeof raw === "string" ? (/^([^:]+):(.*)$/s.exec(raw) ?? []) : [];
  const given = isRecord(raw) ? raw : { username: user, password: word };
  const { username, password, ...rest } = given as Readonly<Record<string, unknown>>;
  const isGood = typeof username === "string" && username !== "" && !username.includes(":") && typeof password === "string";
  return isGood && Object.keys(rest).length === 0 ? { username, password: new Secret(password) } : undefined;
}
parseCredentials.schema = {
  anyOf: [
    { type: "string", pattern: "^[^:]+:[^\\r\\n]*$" },
    {
      type: "object",
      required: ["username", "password"],
      additionalProperties: false,
      properties: { username: { type: "string", pattern: "^[^:]+$" }, password: { type: "string" } },
    },
  ],
} satisfies JsonSchema;
