import type { Protocol } from "devtools-protocol";
import { DEFAULT_VIEWPORT, metricsOf } from "../adjustments/device-metrics.js";
import type { ContextOptions } from "../connection.js";
import { CHROMIUM_HELPER_SOURCE } from "./helper-source.generated.js";
import { HELPER_WORLD } from "./page-worlds.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import { setFonts } from "./user/default-fonts.js";
import { emulate, emulateUserAgent } from "./user/emulation.js";
import { answerWithCredentials } from "./user/http-credentials.js";

interface Preparation {
  readonly options: ContextOptions;
  /** The fonts of generic families; `undefined` for the browser's own. */
  readonly fonts: Protocol.Page.FontFamilies | undefined;
}

/** Applies the user's options to a new page, and injects the helper into each of its documents. */
export async function preparePage(session: ProtocolSession, parts: Preparation): Promise<void> {
  const { options } = parts;
  const { viewport = DEFAULT_VIEWPORT } = options;
  await Promise.all([
    prepareFrame(session, parts),
    session.send("Emulation.setDeviceMetricsOverride", metricsOf(viewport, options)),
  ]);
}

/** The same for a cross-site frame, which does not inherit its page's settings. */
export async function prepareFrame(session: ProtocolSession, { options, fonts }: Preparation): Promise<void> {
  const { extraHeaders, ignoreCertificateErrors } = options;
  answerWithCredentials(session, options);
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
    emulate(session, options),
    setFonts(session, fonts),
    extraHeaders === undefined ? undefined : session.send("Network.setExtraHTTPHeaders", { headers: { ...extraHeaders } }),
    ignoreCertificateErrors === true ? session.send("Security.setIgnoreCertificateErrors", { ignore: true }) : undefined,
  ]);
}

/** Applies the options that a worker does not inherit from its page. */
export async function prepareWorker(session: ProtocolSession, options: ContextOptions): Promise<void> {
  const { extraHeaders } = options;
  answerWithCredentials(session, options);
  await Promise.all([
    emulateUserAgent(session, options),
    extraHeaders === undefined ? undefined : session.send("Network.setExtraHTTPHeaders", { headers: { ...extraHeaders } }),
  ]);
}
