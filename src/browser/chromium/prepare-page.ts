import type { ContextOptions } from "../connection.js";
import { CHROMIUM_HELPER_SOURCE } from "./helper-source.generated.js";
import { answerWithCredentials } from "./http-credentials.js";
import { HELPER_WORLD } from "./page-worlds.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

export const DEFAULT_VIEWPORT = { width: 1280, height: 720 };

/** Applies the user's options to a new page, and injects the helper into each of its documents. */
export async function preparePage(session: ProtocolSession, options: ContextOptions, userAgent: string): Promise<void> {
  const { viewport = DEFAULT_VIEWPORT } = options;
  // Without a window the screen would be smaller than the viewport, which pages could notice.
  const screen = { screenWidth: viewport.width, screenHeight: viewport.height };
  await Promise.all([
    prepareFrame(session, options, userAgent),
    session.send("Emulation.setDeviceMetricsOverride", { ...viewport, ...screen, deviceScaleFactor: 1, mobile: false }),
  ]);
}

/** The same for a cross-site frame, which does not inherit its page's settings. */
export async function prepareFrame(session: ProtocolSession, options: ContextOptions, userAgent: string): Promise<void> {
  const { hasTouch, locale, extraHeaders, ignoreCertificateErrors, httpCredentials } = options;
  answerDialogs(session);
  await Promise.all([
    session.send("Page.enable"),
    session.send("Runtime.enable"),
    // Reports crashes of the page.
    session.send("Inspector.enable"),
    session.send("Page.addScriptToEvaluateOnNewDocument", {
      source: CHROMIUM_HELPER_SOURCE,
      worldName: HELPER_WORLD,
      runImmediately: true,
    }),
    // Every page has the focus, as in front of its own user.
    session.send("Emulation.setFocusEmulationEnabled", { enabled: true }),
    hasTouch === true ? session.send("Emulation.setTouchEmulationEnabled", { enabled: true }) : undefined,
    locale === undefined ? undefined : speak(session, locale, userAgent),
    extraHeaders === undefined ? undefined : session.send("Network.setExtraHTTPHeaders", { headers: { ...extraHeaders } }),
    ignoreCertificateErrors === true ? session.send("Security.setIgnoreCertificateErrors", { ignore: true }) : undefined,
    httpCredentials === undefined ? undefined : answerWithCredentials(session, httpCredentials),
  ]);
}

/** Applies the options that a worker does not inherit from its page. */
export async function prepareWorker(session: ProtocolSession, options: ContextOptions, userAgent: string): Promise<void> {
  const { locale, extraHeaders, httpCredentials } = options;
  await Promise.all([
    locale === undefined ? undefined : session.send("Emulation.setUserAgentOverride", { userAgent, acceptLanguage: locale }),
    extraHeaders === undefined ? undefined : session.send("Network.setExtraHTTPHeaders", { headers: { ...extraHeaders } }),
    // Dedicated workers do not support this: their page's session answers for them.
    httpCredentials === undefined ? undefined : answerWithCredentials(session, httpCredentials),
  ]);
}

/** Dismisses dialogs, but accepts those that ask whether to leave the page. */
function answerDialogs(session: ProtocolSession): void {
  session.on("Page.javascriptDialogOpening", ({ type }) => {
    session.send("Page.handleJavaScriptDialog", { accept: type === "beforeunload" }).catch(() => {});
  });
}

async function speak(session: ProtocolSession, locale: string, userAgent: string): Promise<void> {
  await Promise.all([
    session.send("Emulation.setUserAgentOverride", { userAgent, acceptLanguage: locale }),
    session.send("Emulation.setLocaleOverride", { locale }),
  ]);
}
