import type { Actor } from "../page/actor.js";
import { currentRun } from "../test/current-run.js";

type Options = Readonly<Record<string, unknown>>;

/** Options under `use` that contexts are opened with. */
const OF_CONTEXTS = [
  ...["acceptDownloads", "baseURL", "bypassCSP", "clientCertificates", "colorScheme", "deviceScaleFactor", "extraHTTPHeaders"],
  ...["geolocation", "hasTouch", "httpCredentials", "ignoreHTTPSErrors", "isMobile", "javaScriptEnabled", "locale", "offline"],
  ...["permissions", "proxy", "serviceWorkers", "timezoneId", "userAgent", "viewport"],
];

/** The options of a context that a test opens: as in Playwright Test, those under `use` where it gives none. */
export function furtherContextOptions(given: Options, { defaults }: Actor): Options {
  const { use } = defaults;
  const own = OF_CONTEXTS.flatMap((name) => (use[name] === undefined || use[name] === null ? [] : [[name, use[name]] as const]));
  const { storageState } = { storageState: use.storageState, ...given };
  const state = typeof storageState === "string" ? currentRun()?.stateOf(storageState) : storageState;
  const all = { ...(use.contextOptions as Options | undefined), ...Object.fromEntries(own), ...given, storageState: state };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The base address that a context of the test's own was opened with. */
export function ownBaseOf(page: object): string | undefined {
  const { context } = page as { readonly context?: () => { readonly _options?: { readonly baseURL?: string } } };
  return context?.call(page)._options?.baseURL;
}
