import type { BrowserOptions } from "../../../scenario/browser-options/browser-options.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { clientHintsOf } from "./client-hints.js";

/** Applies what every document of a page sees, in the page's session or that of a cross-site frame. */
export async function emulate(session: ProtocolSession, options: BrowserOptions): Promise<void> {
  const { hasTouch, locale, timezone, geolocation, serviceWorkers } = options;
  await Promise.all([
    emulateUserAgent(session, options),
    hasTouch === true ? session.send("Emulation.setTouchEmulationEnabled", { enabled: true }) : undefined,
    locale === undefined ? undefined : unlessInEffect(session.send("Emulation.setLocaleOverride", { locale })),
    timezone === undefined ? undefined : unlessInEffect(session.send("Emulation.setTimezoneOverride", { timezoneId: timezone })),
    geolocation === undefined
      ? undefined
      : session.send("Emulation.setGeolocationOverride", { ...geolocation, accuracy: geolocation.accuracy ?? 0 }),
    emulateMedia(session, options),
    serviceWorkers === "block" ? blockServiceWorkers(session) : undefined,
  ]);
}

/** Applies user agent and language, which workers do not inherit from their page. */
export async function emulateUserAgent(
  session: ProtocolSession,
  { userAgent, locale, isMobile = false }: BrowserOptions,
): Promise<void> {
  if (userAgent === undefined && locale === undefined) return;
  await session.send("Emulation.setUserAgentOverride", {
    // An empty one leaves the browser's own, with its client hints.
    userAgent: userAgent ?? "",
    ...(locale === undefined ? {} : { acceptLanguage: locale }),
    ...(userAgent === undefined ? {} : { userAgentMetadata: clientHintsOf(userAgent, isMobile) }),
  });
}

/** A process has one locale and one time zone: in a popup or frame of the same process they are in effect already. */
async function unlessInEffect(overriding: Promise<unknown>): Promise<void> {
  try {
    await overriding;
  } catch (error) {
    if (!String(error).includes("already in effect")) throw error;
  }
}

async function emulateMedia(session: ProtocolSession, { colorScheme, reducedMotion }: BrowserOptions): Promise<void> {
  if (colorScheme === undefined && reducedMotion === undefined) return;
  const features = [
    { name: "prefers-color-scheme", value: colorScheme ?? "light" },
    { name: "prefers-reduced-motion", value: reducedMotion ?? "no-preference" },
  ];
  await session.send("Emulation.setEmulatedMedia", { media: "", features });
}

/** Pages see what they see with Playwright: registering resolves, and nothing is registered. */
async function blockServiceWorkers(session: ProtocolSession): Promise<void> {
  const source = `if (self.ServiceWorkerContainer) ServiceWorkerContainer.prototype.register = async () => {
    console.warn("Service Worker registration blocked by LiveLoad");
  };`;
  await session.send("Page.addScriptToEvaluateOnNewDocument", { source, runImmediately: true });
}
