import type { CdpSession } from "../cdp-session.js";
import type { Bounds } from "../page-operations.js";
import type { CommandOptions, ProtocolSession } from "./protocol/protocol-session.js";

/** Extra time for the operation, or the page, to end it first and report what was missing. */
const GRACE_MS = 1000;

/** Options of a command that lasts at most as long as its operation. */
export function commandOptions(bounds: Bounds): CommandOptions {
  return { timeoutMs: bounds.left() + GRACE_MS, signals: [bounds.over] };
}

/** The session, whose commands end with the operation instead of at their default deadline. */
export function boundedBy(bounds: Bounds, session: ProtocolSession): Pick<CdpSession, "send"> {
  return { send: (method, ...params) => session.request(commandOptions(bounds), method, ...params) };
}
