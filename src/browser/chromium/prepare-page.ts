import type { ContextOptions } from "../connection.js";
import { CHROMIUM_HELPER_SOURCE } from "./helper-source.generated.js";
import { answerWithCredentials } from "./http-credentials.js";
import { HELPER_WORLD } from "./page-worlds.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

export const DEFAULT_VIEWPORT = { width: 1280, height: 720 };

/** Makes a new page what the user's options say, and puts the helper into each of its documents. */
export async function preparePage(session: ProtocolSession, options: ContextOptions, userAgent: string): Promise<void> {
  const { viewport = DEFAULT_VIEWPORT } = options;
  // A screen smaller than the viewport, as it is without a window, would be a sign to pages.
  const screen = { screenWidth: viewport.width, screenHeight: viewport.height };
  await Promise.all([
    prepareFrame(session, options, userAgent),
    session.send("Emulation.setDeviceMetricsOverride", { ...viewport, ...screen, deviceScaleFactor: 1, mobile: false }),
  ]);
}

/** The same for a frame of another site, which has to be told what its page knows. */
export async function prepareFrame(session: ProtocolSession, options: ContextOptions, userAgent: string): Promise<void> {
  const { locale, extraHeaders, ignoreCertificateErrors, httpCredentials } = options;
  answerDialogs(session);
  await Promise.all([
    session.send("Page.enable"),
    session.send("Runtime.enable"),
    // Tells when the page crashes.
    session.send("Inspector.enable"),
    session.send("Page.addScriptToEvaluateOnNewDocument", {
      source: CHROMIUM_HELPER_SOURCE,
      worldName: HELPER_WORLD,
      runImmediately: true,
    }),
    // Every user is in front of its page.
    session.send("Emulation.setFocusEmulationEnabled", { enabled: true }),
    locale === undefined ? undefined : speak(session, locale, userAgent),
    extraHeaders === undefined ? undefined : session.send("Network.setExtraHTTPHeaders", { headers: { ...extraHeaders } }),
    ignoreCertificateErrors === true ? session.send("Security.setIgnoreCertificateErrors", { ignore: true }) : undefined,
    httpCredentials === undefined ? undefined : answerWithCredentials(session, httpCredentials),
  ]);
}

/** What a worker has to be told of what its page knows; its documents have no part in that. */
export async function prepareWorker(session: ProtocolSession, options: ContextOptions, userAgent: string): Promise<void> {
  const { locale, extraHeaders, httpCredentials } = options;
  await Promise.all([
    locale === undefined ? undefined : session.send("Emulation.setUserAgentOverride", { userAgent, acceptLanguage: locale }),
    extraHeaders === undefined ? undefined : session.send("Network.setExtraHTTPHeaders", { headers: { ...extraHeaders } }),
    // Dedicated workers do not have this command: their requests pass through their page's.
    httpCredentials === undefined ? undefined : answerWithCredentials(session, httpCredentials),
  ]);
}

/** Nobody sits there to answer: questions are declined, except whether to leave. */
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
