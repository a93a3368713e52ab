import type { StoredDatabase } from "../stored-database.js";
import type { AssetLoading, ColorScheme, HttpCredentials, PixelSize, ProxySettings, ReducedMotion } from "./browser-options.js";
import type { Geolocation } from "./geolocation.js";

/** A saved state of storage, as `storageState` and Playwright write it. */
export interface WrittenStorageState {
  readonly cookies: readonly {
    readonly name: string;
    readonly value: string;
    readonly domain: string;
    readonly path?: string;
    /** Seconds since 1970; -1 for a session cookie, the default. */
    readonly expires?: number;
    readonly httpOnly?: boolean;
    readonly secure?: boolean;
    readonly sameSite?: "Strict" | "Lax" | "None";
  }[];
  readonly origins: readonly {
    readonly origin: string;
    readonly localStorage: readonly { readonly name: string; readonly value: string }[];
    readonly sessionStorage?: readonly { readonly name: string; readonly value: string }[];
    readonly indexedDB?: readonly StoredDatabase[] | undefined;
  }[];
}

/** A certificate that the browser shows to one site, as files or as contents: PEM with its key, or PKCS #12. */
export interface WrittenClientCertificate {
  /** The only origin that gets it, such as `"https://staging.example.com"`. */
  readonly origin: string;
  readonly certPath?: string | undefined;
  readonly cert?: string | Uint8Array | undefined;
  readonly keyPath?: string | undefined;
  readonly key?: string | Uint8Array | undefined;
  readonly pfxPath?: string | undefined;
  /** A text is base64. */
  readonly pfx?: string | Uint8Array | undefined;
  /** Of the private key. */
  readonly passphrase?: string | undefined;
}

/** Options of every user's browser, as people write them. */
export interface WrittenBrowserOptions {
  /**
   * A device of Playwright's table, such as `"iPhone 15"`: its user agent, viewport, screen, scale factor and touch screen.
   * Options beside it take precedence. Default: none.
   */
  readonly device?: string | undefined;
  /** Size of the page in CSS pixels, as text or as an object. Default `"1280x720"`. */
  readonly viewport?: PixelSize | `${number}x${number}` | undefined;
  /** Physical pixels per CSS pixel. Default 1. */
  readonly deviceScaleFactor?: number | undefined;
  /** Whether pages are laid out as on a phone: the viewport's `meta` tag counts. Default `false`. */
  readonly isMobile?: boolean | undefined;
  /** Whether the device has a touch screen. Default `false`. */
  readonly hasTouch?: boolean | undefined;
  /** The user agent, in requests and in pages, with matching client hints. Default: the browser's own. */
  readonly userAgent?: string | undefined;
  /** The language that the browser asks for and formats in, such as `"de-DE"`. Default: the browser's own. */
  readonly locale?: string | undefined;
  /** The time zone, such as `"Europe/Berlin"`. Default: the machine's. */
  readonly timezone?: string | undefined;
  /** Where the device is, as `"LATITUDE,LONGITUDE"` or as an object. Pages need the permission `geolocation`. Default: unknown. */
  readonly geolocation?: Geolocation | `${number},${number}` | undefined;
  /** Permissions that every page has without asking, such as `["geolocation", "notifications"]`. Default: none. */
  readonly permissions?: string | readonly string[] | undefined;
  /** What `prefers-color-scheme` says. Default `"light"`. */
  readonly colorScheme?: ColorScheme | undefined;
  /** What `prefers-reduced-motion` says. Default `"no-preference"`. */
  readonly reducedMotion?: ReducedMotion | undefined;
  /** Headers that every page sends with every request, to any site. Reports hide those whose names suggest a secret. Default: none. */
  readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
  /** Name and password for basic authentication, with `origin` for one site only. Never shown. Default: none. */
  readonly httpCredentials?: HttpCredentials | `${string}:${string}` | undefined;
  /** Accept certificates that are not trusted. Default `false`. */
  readonly ignoreCertificateErrors?: boolean | undefined;
  /** Certificates for sites that ask browsers for one. With the engine `playwright` only. Never shown. Default: none. */
  readonly clientCertificates?: readonly WrittenClientCertificate[] | undefined;
  /** A proxy for all requests, as an address or as an object. Its password is never shown. Default: none. */
  readonly proxy?: ProxySettings | string | undefined;
  /** Whether pages may register service workers: `"allow"` or `"block"`. Default `"allow"`. */
  readonly serviceWorkers?: "allow" | "block" | undefined;
  /**
   * Whether users of the engine `protocol` load scripts, style sheets and images: `"like-a-browser"`, with a cache for each user,
   * or `"none"`. Browsers load them anyway. Default `"like-a-browser"`.
   */
  readonly assets?: AssetLoading | undefined;
  /** Cookies and storage to begin with: what `storageState` returned, or a JSON file of it. Default: empty. */
  readonly storageState?: WrittenStorageState | string | undefined;
}

/** The same in a scenario, where each option may also be a function of the user's number, which counts from 1. */
export type BrowserOptionsPerUser = {
  readonly [K in keyof WrittenBrowserOptions]: WrittenBrowserOptions[K] | ((userId: number) => WrittenBrowserOptions[K]);
};
