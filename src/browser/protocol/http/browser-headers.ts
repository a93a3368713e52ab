import type { BrowserOptions } from "../../../scenario/browser-options/browser-options.js";
import { acceptedEncodings } from "./decode-body.js";

/** The version of Chromium whose headers these are. */
const VERSION = "156";
const USER_AGENT = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${VERSION}.0.0.0 Safari/537.36`;

const IMAGES = "image/jxl,image/avif,image/webp,image/apng";
const DOCUMENTS = `text/html,application/xhtml+xml,application/xml;q=0.9,${IMAGES},*/*;q=0.8,application/signed-exchange;v=b3;q=0.7`;

/** What a request is for: `Sec-Fetch-Dest`. */
export type Destination = "document" | "style" | "script" | "image" | "font" | "empty" | "manifest";

const ACCEPTED: Readonly<Record<Destination, string>> = {
  document: DOCUMENTS,
  style: "text/css,*/*;q=0.1",
  script: "*/*",
  image: `${IMAGES},image/svg+xml,image/*,*/*;q=0.8`,
  font: "*/*",
  empty: "*/*",
  manifest: "*/*",
};

/** What decides about the headers of a request. */
export interface RequestFacts {
  readonly url: URL;
  readonly method: string;
  readonly destination: Destination;
  readonly mode: "navigate" | "no-cors" | "cors";
  /** The page that sends it; absent for addresses that a person enters. */
  readonly from: URL | undefined;
  /** For documents: a person has asked for it just now. Default: yes. */
  readonly isByPerson?: boolean | undefined;
  /** Sent instead of the page's address. */
  readonly referer?: string | undefined;
  readonly contentType?: string | undefined;
  readonly cookie?: string | undefined;
  /** Headers of a cache's question whether its copy is still good. */
  readonly validators?: Readonly<Record<string, string>> | undefined;
  readonly authorization?: string | undefined;
}

/** The headers of a request as Chromium sends them. */
export function browserHeaders(facts: RequestFacts, options: BrowserOptions): Record<string, string> {
  const { url, method, destination, mode, from, contentType, cookie, validators, authorization } = facts;
  const { userAgent = USER_AGENT, locale, isMobile = false, extraHeaders } = options;
  const isPage = mode === "navigate";
  const isTrusted = url.protocol === "https:" || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const headers: Record<string, string> = {};
  if (isPage && (method === "POST" || validators !== undefined)) headers["cache-control"] = "max-age=0";
  if (isTrusted) Object.assign(headers, clientHints(userAgent, isMobile));
  if (isPage) headers["upgrade-insecure-requests"] = "1";
  if (contentType !== undefined) headers["content-type"] = contentType;
  headers["user-agent"] = userAgent;
  if (from !== undefined && (mode === "cors" || (method !== "GET" && method !== "HEAD"))) headers.origin = from.origin;
  headers.accept = ACCEPTED[destination];
  if (validators !== undefined) Object.assign(headers, validators);
  if (isTrusted) Object.assign(headers, fetchMetadata(facts));
  const referer = facts.referer ?? refererOf(from, url);
  if (referer !== undefined) headers.referer = referer;
  headers["accept-encoding"] = acceptedEncodings(url);
  if (locale !== undefined) headers["accept-language"] = locale;
  if (authorization !== undefined) headers.authorization = authorization;
  if (cookie !== undefined && cookie !== "") headers.cookie = cookie;
  for (const [name, value] of Object.entries(extraHeaders ?? {})) headers[name.toLowerCase()] = value;
  return headers;
}

function clientHints(userAgent: string, isMobile: boolean): Record<string, string> {
  const version = /Chrome\/(\d+)/.exec(userAgent)?.[1];
  if (version === undefined) return {};
  const platform = /Android|Windows|Mac OS X|Linux/.exec(userAgent)?.[0] ?? "Linux";
  return {
    "sec-ch-ua": `"Not:A-Brand";v="8", "Chromium";v="${version}"`,
    "sec-ch-ua-mobile": isMobile ? "?1" : "?0",
    "sec-ch-ua-platform": `"${platform === "Mac OS X" ? "macOS" : platform}"`,
  };
}

function fetchMetadata({ url, destination, mode, from, isByPerson = true }: RequestFacts): Record<string, string> {
  return {
    "sec-fetch-site": from === undefined ? "none" : siteOf(from, url),
    "sec-fetch-mode": mode,
    ...(mode === "navigate" && isByPerson ? { "sec-fetch-user": "?1" } : {}),
    "sec-fetch-dest": destination,
  };
}

/** How close two addresses are. */
export function siteOf(from: URL, to: URL): "same-origin" | "same-site" | "cross-site" {
  if (from.origin === to.origin) return "same-origin";
  return from.protocol === to.protocol && siteName(from.hostname) === siteName(to.hostname) ? "same-site" : "cross-site";
}

/** The registrable part of a name, near enough: the last two labels. Addresses are their own site. */
function siteName(hostname: string): string {
  return /^[\d.]+$|^\[/.test(hostname) ? hostname : hostname.split(".").slice(-2).join(".");
}

/** `strict-origin-when-cross-origin`, the browsers' default policy. */
function refererOf(from: URL | undefined, to: URL): string | undefined {
  if (from === undefined || !/^https?:$/.test(from.protocol)) return undefined;
  if (from.origin === to.origin) return `${from.origin}${from.pathname}${from.search}`;
  return from.protocol === "https:" && to.protocol === "http:" ? undefined : `${from.origin}/`;
}
