import { isIP } from "node:net";
import { systemClock } from "../../../base/clock.js";
import type { StorageState, StoredCookie } from "../../page-port.js";

/** What Playwright takes as a cookie to add. */
export interface AddedCookie extends Partial<StoredCookie> {
  readonly name: string;
  readonly value: string;
  readonly url?: string;
}

/** Where requests from the node find their cookies, and where those of the answers go. */
export interface CookieJar {
  read(): Promise<StorageState>;
  /** Works while a document is being left, too, as in a route of its navigation. */
  readCookies(): Promise<readonly StoredCookie[]>;
  replaceCookies(cookies: readonly StoredCookie[]): Promise<void>;
}

/** Cookies that only requests from the node have. */
export class OwnJar implements CookieJar {
  #state: StorageState;

  constructor(state: StorageState = { cookies: [], origins: [] }) {
    this.#state = state;
  }

  async read(): Promise<StorageState> {
    return this.#state;
  }

  async readCookies(): Promise<readonly StoredCookie[]> {
    return this.#state.cookies;
  }

  async replaceCookies(cookies: readonly StoredCookie[]): Promise<void> {
    this.#state = { ...this.#state, cookies };
  }
}

/** The cookies that are sent to one of the addresses; all without an address. */
export function cookiesFor(cookies: readonly StoredCookie[], urls?: string | readonly string[]): readonly StoredCookie[] {
  const wanted = (urls === undefined ? [] : typeof urls === "string" ? [urls] : urls).map((url) => new URL(url));
  return wanted.length === 0 ? cookies : cookies.filter((cookie) => wanted.some((url) => isSentTo(cookie, url)));
}

/** The cookies with others added, which replace those of the same name and place. */
export function withCookies(cookies: readonly StoredCookie[], added: readonly AddedCookie[]): readonly StoredCookie[] {
  const given = added.map(storedCookie);
  return [...cookies.filter((one) => !given.some((other) => isSame(one, other))), ...given];
}

/** The cookies without those that `clearCookies` means. */
export function withoutCookies(
  cookies: readonly StoredCookie[],
  which: Readonly<Record<string, unknown>> = {},
): readonly StoredCookie[] {
  const matches = (wanted: unknown, value: string) =>
    wanted === undefined || (wanted instanceof RegExp ? wanted.test(value) : wanted === value);
  const isMeant = ({ name, domain, path }: StoredCookie) =>
    matches(which.name, name) && matches(which.domain, domain) && matches(which.path, path);
  return cookies.filter((cookie) => !isMeant(cookie));
}

/** The cookie of a header `Set-Cookie`, and whether the header deletes it. */
export function cookieOf(header: string, url: URL): { readonly cookie: StoredCookie; readonly isGone: boolean } {
  const [pair = "", ...attributes] = header.split(";");
  const at = pair.indexOf("=");
  const said = new Map(
    attributes.map((attribute) => {
      const [name = "", ...value] = attribute.split("=");
      return [name.trim().toLowerCase(), value.join("=").trim()] as const;
    }),
  );
  const expires = expiryOf(said);
  const site = said.get("samesite")?.toLowerCase();
  return {
    cookie: {
      name: pair.slice(0, at).trim(),
      value: pair.slice(at + 1).trim(),
      domain: domainOf(said.get("domain")) ?? url.hostname,
      path: said.get("path") ?? "/",
      expires,
      httpOnly: said.has("httponly"),
      secure: said.has("secure"),
      sameSite: site === "strict" ? "Strict" : site === "none" ? "None" : "Lax",
    },
    isGone: hasExpired(expires),
  };
}

/** A cookie with a domain is also sent to the hosts below it, which the dot says. */
function domainOf(said: string | undefined): string | undefined {
  const domain = said?.toLowerCase().replace(/^\./, "");
  if (domain === undefined || domain === "") return undefined;
  return domain.includes(".") && isIP(domain) === 0 ? `.${domain}` : domain;
}

/** When a cookie ends, in seconds since 1970; -1: with the session. */
function expiryOf(said: ReadonlyMap<string, string>): number {
  const maxAge = said.get("max-age") ?? "";
  if (/^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0 ? 0 : Math.min(systemClock.wallTime() / 1000 + Number(maxAge), LATEST);
  const expires = Date.parse(said.get("expires") ?? "") / 1000;
  return Number.isNaN(expires) ? -1 : Math.max(0, Math.min(expires, LATEST));
}

/** The end of the year 9999: browsers refuse later times. */
const LATEST = 253_402_300_799;

function hasExpired(expires: number): boolean {
  return expires !== -1 && expires * 1000 <= systemClock.wallTime();
}

function storedCookie({ url, ...cookie }: AddedCookie): StoredCookie {
  const at = url === undefined ? undefined : new URL(url);
  return {
    domain: at?.hostname ?? "",
    path: "/",
    expires: -1,
    httpOnly: false,
    secure: at?.protocol === "https:",
    sameSite: "Lax",
    ...cookie,
  };
}

function isSame(one: StoredCookie, other: StoredCookie): boolean {
  return one.name === other.name && one.domain === other.domain && one.path === other.path;
}

function isSentTo({ domain, path, secure, expires }: StoredCookie, { hostname, pathname, protocol }: URL): boolean {
  const isDomain = domain.startsWith(".") ? `.${hostname}`.endsWith(domain) : hostname === domain;
  const isPath = pathname === path || pathname.startsWith(path.endsWith("/") ? path : `${path}/`);
  return isDomain && isPath && !hasExpired(expires) && (!secure || protocol === "https:" || hostname === "localhost");
}
