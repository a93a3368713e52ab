import type { PagePort } from "../../page-port.js";
import type { Actor } from "../page/actor.js";
import { MeasuredNative } from "./measured-native.js";

/** The members of Playwright's own page that are needed here. */
interface NativePage {
  context(): NativeContext;
  setDefaultTimeout(timeoutMs: number): void;
  setDefaultNavigationTimeout(timeoutMs: number): void;
}

interface NativeContext {
  browser(): unknown;
  readonly _options: { baseURL?: string | undefined };
}

/** What tests get where the engine has a page of its own. */
export interface NativeSession {
  readonly page: unknown;
  readonly context: unknown;
  readonly browser: unknown;
}

/** Playwright's own page of a user, measured; `undefined` where the engine has none. */
export function nativeSession(actor: Actor, port: PagePort, commandTimeoutMs: number): NativeSession | undefined {
  const page = port.nativePage() as NativePage | undefined;
  if (page === undefined) return undefined;
  const { baseURL, actionTimeoutMs, navigationTimeoutMs } = actor.defaults;
  const context = page.context();
  // Waits and routes resolve addresses against it.
  context._options.baseURL = baseURL;
  page.setDefaultTimeout(actionTimeoutMs ?? commandTimeoutMs);
  page.setDefaultNavigationTimeout(navigationTimeoutMs ?? actionTimeoutMs ?? commandTimeoutMs);
  const native = new MeasuredNative({ actor, port, context });
  return {
    page: native.cover(page),
    context: native.cover(context),
    browser: native.cover(context.browser()),
  };
}
