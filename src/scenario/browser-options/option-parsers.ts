import type { Secret } from "../../base/secrets/secret.js";
import type { BrowserOptions, ClientCertificate } from "./browser-options.js";
import { parseClientCertificates, type SecretCertificate } from "./client-certificates.js";
import { deviceNamed, parseDevice } from "./parse-device.js";
import { oneOf, PERMISSIONS, parseLocale, parsePermissions, parseSwitch, parseTimezone, parseUserAgent } from "./parse-names.js";
import { parseCredentials, parseHeaders, parseProxy } from "./parse-network.js";
import { parseGeolocation, parseScale, parseViewport } from "./parse-screen.js";
import { parseStorageState } from "./storage-state.js";
import type { WrittenBrowserOptions } from "./written-browser-options.js";

/** What each option takes: for the option table, and for what a scenario's functions return. */
export const BROWSER_OPTIONS = {
  device: {
    allowed: 'the name of a device in Playwright\'s table, such as "iPhone 15" or "Pixel 7 landscape"',
    parse: parseDevice,
  },
  viewport: { allowed: 'a size in pixels such as "1280x720", or { width, height }', parse: parseViewport },
  deviceScaleFactor: { allowed: "a number above 0, up to 10", parse: parseScale },
  isMobile: { allowed: "true or false", parse: parseSwitch },
  hasTouch: { allowed: "true or false", parse: parseSwitch },
  userAgent: { allowed: "a text of ASCII characters", parse: parseUserAgent },
  locale: { allowed: 'a language tag such as "de-DE"', parse: parseLocale },
  timezone: { allowed: 'a time zone such as "Europe/Berlin" or "UTC"', parse: parseTimezone },
  geolocation: {
    allowed: '"LATITUDE,LONGITUDE" in degrees such as "52.52,13.40", or { latitude, longitude, accuracy }',
    parse: parseGeolocation,
  },
  permissions: { allowed: `a list of: ${PERMISSIONS.join(", ")}`, parse: parsePermissions },
  colorScheme: { allowed: "light, dark or no-preference", parse: oneOf("light", "dark", "no-preference") },
  reducedMotion: { allowed: "reduce or no-preference", parse: oneOf("reduce", "no-preference") },
  extraHeaders: {
    allowed: '"Name: value", or an object of names and values; the browser itself sets Host, Connection and the like',
    secret: true,
    parse: parseHeaders,
  },
  httpCredentials: { allowed: "user:password, or { username, password, origin, send }", secret: true, parse: parseCredentials },
  ignoreCertificateErrors: { allowed: "true or false", parse: parseSwitch },
  clientCertificates: {
    allowed:
      "a list of { origin, certPath, keyPath, passphrase } or { origin, pfxPath, passphrase }, or with contents: cert, key, pfx",
    secret: true,
    parse: parseClientCertificates,
  },
  proxy: {
    allowed:
      'an address such as "http://proxy:3128" or "socks5://proxy:1080", or { server, bypass, username, password }; a SOCKS proxy takes no password',
    secret: true,
    parse: parseProxy,
  },
  serviceWorkers: { allowed: "allow or block", parse: oneOf("allow", "block") },
  assets: { allowed: "like-a-browser or none", parse: oneOf("like-a-browser", "none") },
  storageState: {
    allowed: "a JSON file, or { cookies, origins }, as storageState returns it",
    secret: true,
    parse: parseStorageState,
  },
} as const satisfies Readonly<Record<keyof WrittenBrowserOptions, OptionParsing>>;

/** What an option takes. */
export interface OptionParsing {
  /** As the end of "it takes …". */
  readonly allowed: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
  readonly parse: ((raw: unknown) => unknown) & { readonly hint?: (raw: unknown) => string | undefined };
}

export type BrowserOptionName = keyof typeof BROWSER_OPTIONS;
/** The value of each option once it was parsed. */
export type ParsedBrowserOptions = {
  readonly [Name in BrowserOptionName]?: Exclude<ReturnType<(typeof BROWSER_OPTIONS)[Name]["parse"]>, undefined>;
};

/** The options for a browser context: a device is replaced by what it stands for, and secrets are revealed. */
export function browserOptionsOf(parsed: Omit<ParsedBrowserOptions, "storageState">): BrowserOptions {
  const { device, extraHeaders = {}, ignoreCertificateErrors, httpCredentials, clientCertificates, proxy, ...plain } = parsed;
  return {
    ...(device === undefined ? {} : deviceNamed(device)),
    ...plain,
    ...(Object.keys(extraHeaders).length === 0 ? {} : { extraHeaders }),
    ...(ignoreCertificateErrors === true ? { ignoreCertificateErrors } : {}),
    ...(httpCredentials === undefined ? {} : { httpCredentials: withPassword(httpCredentials) }),
    ...(clientCertificates === undefined ? {} : { clientCertificates: clientCertificates.map(withKey) }),
    ...(proxy === undefined ? {} : { proxy: withPassword(proxy) }),
  };
}

function withKey({ key, pfx, passphrase, ...rest }: SecretCertificate): ClientCertificate {
  const revealed = Object.entries({ key, pfx, passphrase }).flatMap(([name, one]) =>
    one === undefined ? [] : [[name, one.reveal()]],
  );
  return { ...rest, ...(Object.fromEntries(revealed) as Pick<ClientCertificate, "key" | "pfx" | "passphrase">) };
}

function withPassword<T extends { readonly password?: Secret | undefined }>({ password, ...rest }: T) {
  return { ...rest, ...(password === undefined ? {} : { password: password.reveal() }) } as Omit<T, "password"> & {
    readonly password: string;
  };
}
