import type { StorageState } from "../storage-state.js";
import type { Geolocation } from "./geolocation.js";

/** A size in CSS pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Name and password for basic authentication. */
export interface HttpCredentials {
  readonly username: string;
  readonly password: string;
  /** The only origin that gets them, such as `"https://staging.example.com"`. Default: every site that asks. */
  readonly origin?: string | undefined;
  /**
   * Whether `request` of Playwright tests sends them before the site asks: `"always"` does. Pages answer a site that asks.
   * Default: `"unauthorized"`.
   */
  readonly send?: "always" | "unauthorized" | undefined;
}

/** A proxy for all requests of a user. */
export interface ProxySettings {
  /** `"http://proxy:3128"`, `"socks5://proxy:1080"`. */
  readonly server: string;
  /** Hosts that are reached without the proxy, separated by commas: `".example.com, cdn.example.net"`; `"*"` for all. */
  readonly bypass?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** A certificate with its private key, which the browser shows to one site. All contents are in base64. */
export interface ClientCertificate {
  readonly origin: string;
  /** PEM. */
  readonly cert?: string | undefined;
  /** PEM. */
  readonly key?: string | undefined;
  /** PKCS #12, in place of `cert` and `key`. */
  readonly pfx?: string | undefined;
  readonly passphrase?: string | undefined;
}

export type ColorScheme = "light" | "dark" | "no-preference";
export type ReducedMotion = "reduce" | "no-preference";

/** Users without a browser load scripts, style sheets and images as a browser with a cache of its own, or not at all. */
export type AssetLoading = "like-a-browser" | "none";

/** What a user's pages see of their browser and device, and what their browser sends. Names and meanings are Playwright's. */
export interface BrowserOptions {
  readonly viewport?: PixelSize | undefined;
  /** Size of the screen that the pages see. Default: that of the viewport. */
  readonly screen?: PixelSize | undefined;
  readonly deviceScaleFactor?: number | undefined;
  readonly isMobile?: boolean | undefined;
  readonly hasTouch?: boolean | undefined;
  readonly userAgent?: string | undefined;
  readonly locale?: string | undefined;
  readonly timezone?: string | undefined;
  readonly geolocation?: Geolocation | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly colorScheme?: ColorScheme | undefined;
  readonly reducedMotion?: ReducedMotion | undefined;
  readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
  readonly httpCredentials?: HttpCredentials | undefined;
  readonly ignoreCertificateErrors?: boolean | undefined;
  readonly clientCertificates?: readonly ClientCertificate[] | undefined;
  readonly proxy?: ProxySettings | undefined;
  readonly serviceWorkers?: "allow" | "block" | undefined;
  /** What `protocol` does about assets. Browsers load them anyway. */
  readonly assets?: AssetLoading | undefined;
  /** What the context has stored at first. */
  readonly storageState?: StorageState | undefined;
}
