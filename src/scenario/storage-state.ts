import type { StoredDatabase } from "./stored-database.js";

/** A cookie, as in Playwright's storage state. */
export interface StoredCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  /** Seconds since 1970; -1 for a session cookie. */
  readonly expires: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: "Strict" | "Lax" | "None";
}

/** Local and session storage of one origin. */
export interface OriginStorage {
  readonly origin: string;
  readonly localStorage: readonly { readonly name: string; readonly value: string }[];
  readonly sessionStorage: readonly { readonly name: string; readonly value: string }[];
  /** Its databases, if they were asked for. */
  readonly indexedDB?: readonly StoredDatabase[] | undefined;
}

/** Storage of a browser context: cookies, local and session storage, and databases if they were asked for. Plain JSON. */
export interface StorageState {
  readonly cookies: readonly StoredCookie[];
  readonly origins: readonly OriginStorage[];
}
