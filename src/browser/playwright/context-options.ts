import type { BrowserContextOptions } from "playwright-core";
import type { BrowserOptions, ClientCertificate } from "../../scenario/browser-options/browser-options.js";

/** Playwright's names of our options that are passed on as they are. */
const NAMES = {
  viewport: "viewport",
  screen: "screen",
  deviceScaleFactor: "deviceScaleFactor",
  isMobile: "isMobile",
  hasTouch: "hasTouch",
  userAgent: "userAgent",
  locale: "locale",
  timezone: "timezoneId",
  geolocation: "geolocation",
  permissions: "permissions",
  colorScheme: "colorScheme",
  reducedMotion: "reducedMotion",
  extraHeaders: "extraHTTPHeaders",
  httpCredentials: "httpCredentials",
  ignoreCertificateErrors: "ignoreHTTPSErrors",
  proxy: "proxy",
  serviceWorkers: "serviceWorkers",
} as const satisfies Readonly<
  Record<keyof Omit<BrowserOptions, "storageState" | "clientCertificates" | "assets">, keyof BrowserContextOptions>
>;

/** Options of a Playwright context. The initial storage is no part of them: Playwright would open a page for each origin. */
export function playwrightOptions(options: BrowserOptions): BrowserContextOptions {
  const given = Object.entries(NAMES).flatMap(([name, playwrights]) => {
    const value = options[name as keyof typeof NAMES];
    return value === undefined ? [] : [[playwrights, value]];
  });
  const clientCertificates = options.clientCertificates?.map(certificateOf);
  return {
    acceptDownloads: true,
    ...(Object.fromEntries(given) as BrowserContextOptions),
    ...(clientCertificates === undefined ? {} : { clientCertificates }),
  };
}

function certificateOf({ origin, cert, key, pfx, passphrase }: ClientCertificate) {
  const bytes = (text: string) => Buffer.from(text, "base64");
  return {
    origin,
    ...(cert === undefined ? {} : { cert: bytes(cert) }),
    ...(key === undefined ? {} : { key: bytes(key) }),
    ...(pfx === undefined ? {} : { pfx: bytes(pfx) }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}
