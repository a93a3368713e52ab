import { Cookie, CookieJar } from "tough-cookie";
import type { StoredCookie } from "../../../scenario/page-port.js";
import { siteOf } from "./browser-headers.js";

/** What decides which cookies go with a request. */
export interface CookieContext {
  readonly method: string;
  readonly mode: "navigate" | "no-cors" | "cors";
  /** The page that sends the request; absent for addresses that a person enters. */
  readonly from: URL | undefined;
}

/** The cookies of one user. */
export class UserCookies {
  #jar = newJar();
  /** Headers by address, until a cookie changes: a user's requests often have the same. */
  readonly #headers = new Map<string, string>();
  /** A cookie may end by itself. */
  #canExpire = false;
  /** The last answer that set cookies, until one changes otherwise: many servers send the same with every answer. */
  #lastAnswer: string | undefined;
  /** Headers that delete a cookie which was never set, until one is set: LiveView's client sends such a header for every page. */
  readonly #voidTexts = new Set<string>();
  /** Names of all cookies that were ever set; `undefined` once they are too many. */
  #names: Set<string> | undefined = new Set();

  /** The header `cookie`; empty without cookies. */
  headerFor(url: URL, context: CookieContext): string {
    const sameSite = sameSiteContext(url, context);
    const key = `${sameSite} ${url.origin}${url.pathname}`;
    const known = this.#canExpire ? undefined : this.#headers.get(key);
    if (known !== undefined) return known;
    const header = this.#jar.getCookieStringSync(url.href, { sameSiteContext: sameSite });
    if (this.#headers.size >= MOST_HEADERS) this.#headers.clear();
    this.#headers.set(key, header);
    return header;
  }

  /** The server has answered with these headers `set-cookie`. */
  received(url: URL, given: string | readonly string[] | undefined): void {
    if (given === undefined || (typeof given === "string" && this.#voidTexts.has(given))) return;
    const answer = `${url.origin}${url.pathname}\n${String(given)}`;
    if (answer === this.#lastAnswer && !this.#canExpire) return;
    for (const text of typeof given === "string" ? [given] : given) {
      const cookie = Cookie.parse(text, { loose: true });
      if (cookie === undefined) continue;
      if (hasEnded(cookie) && this.#names?.has(cookie.key) === false) this.#noteVoid(text);
      else this.#put(cookie, url.href);
    }
    if (typeof given !== "string" || !this.#voidTexts.has(given)) this.#lastAnswer = answer;
  }

  read(): readonly StoredCookie[] {
    return this.#jar.serializeSync()?.cookies.flatMap((kept) => storedCookie(kept as unknown as KeptCookie)) ?? [];
  }

  replace(cookies: readonly StoredCookie[]): void {
    this.#jar = newJar();
    this.#headers.clear();
    this.#names = new Set();
    this.#canExpire = false;
    this.#lastAnswer = undefined;
    for (const { name, value, domain, path, expires, httpOnly, secure, sameSite } of cookies) {
      const host = domain.replace(/^\./, "");
      const cookie = new Cookie({
        key: name,
        value,
        path,
        httpOnly,
        secure,
        sameSite: sameSite.toLowerCase(),
        ...(domain.startsWith(".") ? { domain: host } : {}),
        ...(expires === -1 ? {} : { expires: new Date(expires * 1000) }),
      });
      this.#put(cookie, `${secure ? "https" : "http"}://${host}${path}`);
    }
  }

  #noteVoid(text: string): void {
    if (this.#voidTexts.size >= MOST_HEADERS) this.#voidTexts.clear();
    this.#voidTexts.add(text);
  }

  #put(cookie: Cookie, url: string): void {
    // Browsers treat cookies that do not say otherwise as lax.
    cookie.sameSite ??= "lax";
    this.#headers.clear();
    this.#voidTexts.clear();
    this.#names?.add(cookie.key);
    if ((this.#names?.size ?? 0) > MOST_NAMES) this.#names = undefined;
    this.#canExpire ||= cookie.maxAge !== null || cookie.expires !== "Infinity";
    this.#jar.setCookieSync(cookie, url, { ignoreError: true, loose: true });
  }
}

const MOST_HEADERS = 100;
/** More than a browser keeps for a site. */
const MOST_NAMES = 1000;

/** It only removes the cookie of its name. */
function hasEnded({ maxAge, expires }: Cookie): boolean {
  if (typeof maxAge === "number") return maxAge <= 0;
  if (maxAge === "-Infinity") return true;
  return expires instanceof Date && expires.getTime() <= 0;
}

function newJar(): CookieJar {
  return new CookieJar(undefined, { looseMode: true, rejectPublicSuffixes: true, allowSpecialUseDomain: true });
}

function sameSiteContext(url: URL, { method, mode, from }: CookieContext): "strict" | "lax" | "none" {
  if (from === undefined || siteOf(from, url) !== "cross-site") return "strict";
  return mode === "navigate" && (method === "GET" || method === "HEAD") ? "lax" : "none";
}

interface KeptCookie {
  readonly key?: string;
  readonly value?: string;
  readonly domain?: string;
  readonly path?: string;
  readonly expires?: string;
  readonly maxAge?: number | string;
  readonly creation?: string;
  readonly hostOnly?: boolean;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
  readonly sameSite?: string;
}

const SAME_SITE: Readonly<Record<string, StoredCookie["sameSite"]>> = { strict: "Strict", none: "None" };

function storedCookie(kept: KeptCookie): readonly StoredCookie[] {
  const { key = "", value = "", domain, path = "/", hostOnly = false, httpOnly = false, secure = false, sameSite = "lax" } = kept;
  if (domain === undefined) return [];
  const expires = expiryOf(kept);
  const shown = { name: key, value, domain: hostOnly ? domain : `.${domain}`, path, expires, httpOnly, secure };
  return [{ ...shown, sameSite: SAME_SITE[sameSite.toLowerCase()] ?? "Lax" }];
}

/** Seconds since 1970; -1 for cookies of the session. `max-age` goes before `expires`. */
function expiryOf({ expires, maxAge, creation }: KeptCookie): number {
  if (typeof maxAge === "number" && creation !== undefined) return Date.parse(creation) / 1000 + maxAge;
  return expires === undefined || expires === "Infinity" ? -1 : Date.parse(expires) / 1000;
}
