import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { shownValue } from "../../../base/invalid-option.js";
import { suggest } from "../../../base/wording/suggest.js";
import { ABORT_REASONS, type AbortReason, type InterceptedRequest, type RouteAction } from "../../ports/network.js";

type Fields = Readonly<Record<string, unknown>>;

const KINDS = ["fulfill", "abort", "continue"] as const;
const ALLOWED = "{ fulfill: … }, { abort: … } or { continue: … }";
const TEXT = new TextEncoder();

/** Checks what a route's handler is or returned, and reads its file. Throws a `TypeError` that names the wrong part. */
export async function routeActionOf(answer: unknown, request?: InterceptedRequest): Promise<RouteAction> {
  const [kind, ...others] = isFields(answer) ? Object.keys(answer) : [];
  if (!isFields(answer) || others.length > 0 || !KINDS.some((known) => known === kind)) throw wrong("answer", answer, ALLOWED);
  if (kind === "abort") return { kind, reason: reasonOf(answer.abort) };
  if (kind === "continue") return { kind, ...changesOf(answer.continue, request) };
  return { kind: "fulfill", ...(await responseOf(answer.fulfill)) };
}

function reasonOf(abort: unknown): AbortReason {
  if (abort === true) return "failed";
  const reasons = Object.keys(ABORT_REASONS) as AbortReason[];
  const reason = reasons.find((known) => known === abort);
  if (reason !== undefined) return reason;
  throw wrong("abort", abort, `true or an error code: ${reasons.join(", ")}`);
}

const STATUS = { least: 100, most: 599 } as const;

async function responseOf(fulfill: unknown) {
  const given = fieldsOf("fulfill", fulfill, ["status", "headers", "contentType", "body", "json", "path"]);
  const { status = 200, contentType, body, json, path } = given;
  if (typeof status !== "number" || !Number.isInteger(status) || status < STATUS.least || status > STATUS.most)
    throw wrong("status", status, `a status from ${STATUS.least} to ${STATUS.most}`);
  if (contentType !== undefined && typeof contentType !== "string") throw wrong("contentType", contentType, "a text");
  const sources = ["body", "json", "path"].filter((key) => given[key] !== undefined);
  if (sources.length > 1) throw new TypeError(`its fulfill has ${sources.join(" and ")}, but it takes only one of them`);
  const type = contentType ?? (json !== undefined ? "application/json" : path !== undefined ? typeOfFile(path) : undefined);
  const bytes =
    json !== undefined ? TEXT.encode(JSON.stringify(json)) : path !== undefined ? await contentOf(path) : bytesOf(body);
  const headers = headersOf(given.headers);
  return {
    status,
    headers: {
      ...headers,
      ...(type === undefined || (contentType === undefined && "content-type" in headers) ? {} : { "content-type": type }),
      ...(bytes.length === 0 || "content-length" in headers ? {} : { "content-length": String(bytes.length) }),
    },
    body: bytes,
  };
}

function bytesOf(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array();
  if (typeof body === "string") return TEXT.encode(body);
  if (body instanceof Uint8Array) return body;
  throw wrong("body", body, "a text, or bytes as Uint8Array; a value goes to json");
}

async function contentOf(path: unknown): Promise<Uint8Array> {
  if (typeof path === "string" && path !== "") return new Uint8Array(await readFile(path));
  throw wrong("path", path, "the path of a file, as asset() returns it");
}

function changesOf(changes: unknown, request: InterceptedRequest | undefined) {
  if (changes === true) return {};
  const { url, method, headers, postData } = fieldsOf("continue", changes, ["url", "method", "headers", "postData"]);
  if (url !== undefined && (typeof url !== "string" || !URL.canParse(url))) throw wrong("url", url, "an absolute URL");
  if (url !== undefined && request !== undefined && new URL(url).protocol !== new URL(request.url).protocol)
    throw wrong("url", url, `a URL with the request's protocol, ${new URL(request.url).protocol}`);
  if (method !== undefined && (typeof method !== "string" || !/^[a-z]+$/i.test(method)))
    throw wrong("method", method, "an HTTP method");
  return {
    ...(url === undefined ? {} : { url }),
    ...(method === undefined ? {} : { method }),
    ...(headers === undefined ? {} : { headers: withoutCookie(headersOf(headers)) }),
    ...(postData === undefined ? {} : { postData: dataOf(postData) }),
  };
}

function dataOf(postData: unknown): Uint8Array {
  const isRaw = typeof postData === "string" || postData instanceof Uint8Array;
  return isRaw ? bytesOf(postData) : TEXT.encode(JSON.stringify(postData));
}

/** The browser sets cookies itself. */
function withoutCookie(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "cookie"));
}

/** By lower-case name; what is `undefined` is left out. */
function headersOf(headers: unknown): Readonly<Record<string, string>> {
  if (headers === undefined) return {};
  const isGood = isFields(headers) && Object.values(headers).every((value) => value === undefined || typeof value === "string");
  if (!isGood) throw wrong("headers", headers, "an object of texts");
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value]));
}

function fieldsOf(name: string, value: unknown, known: readonly string[]): Fields {
  if (!isFields(value)) throw wrong(name, value, "an object");
  const unknownKey = Object.keys(value).find((key) => !known.includes(key));
  if (unknownKey === undefined) return value;
  throw new TypeError(`its ${name} has no option ${JSON.stringify(unknownKey)}; ${suggest(unknownKey, known)}`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(name: string, value: unknown, allowed: string): TypeError {
  return new TypeError(`its ${name} is ${shownValue(value)}, but it takes ${allowed}`);
}

const FILE_TYPES: Readonly<Record<string, string>> = {
  ".avif": "image/avif",
  ".css": "text/css",
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".html": "text/html",
  ".ico": "image/x-icon",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".wasm": "application/wasm",
  ".webm": "video/webm",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

function typeOfFile(path: unknown): string {
  return (typeof path === "string" ? FILE_TYPES[extname(path).toLowerCase()] : undefined) ?? "application/octet-stream";
}
