import { debugLog } from "../../../base/debug-log.js";

const log = debugLog("cdp");
/** These carry cookies, what sites store, credentials and typed text: session tokens and passwords, whose names say nothing. */
const PRIVATE =
  /cookie|storage|ExtraInfo|indexedDB|^Input\.insertText$|^Page\.addScriptToEvaluateOnNewDocument$|continueWithAuth|setExtraHTTPHeaders/i;
/** The same in scripts that are evaluated, and in their results. */
const PRIVATE_CONTENT = /localStorage|sessionStorage|liveload\.fill/;
/** The same in requests. Either may be cut off. */
const PRIVATE_VALUE = /("(?:postData|bytes)":")(?:[^"\\]|\\.)*(?:"|\\?$)/gi;

/** A line shows less than this of a message. */
const MAX_LOOKED_AT = 1000;

interface LoggedMessage {
  readonly id: number;
  readonly method: string;
  /** Absent: the browser itself. */
  readonly session: string | undefined;
  /** The message as it is on the wire. */
  readonly text: string;
}

/** Writes a command that is sent. */
export function logCommand({ id, method, session, text }: LoggedMessage): void {
  if (log.isOn) log.write(`${nameOf(session)} → #${id} ${method} ${content(text, "params", method)}`);
}

/** Writes the answer to a command. */
export function logAnswer({ id, method, session, text, tookMs }: LoggedMessage & { readonly tookMs: number }): void {
  if (!log.isOn) return;
  const part = text.includes('"error":') && !text.includes('"result":') ? "error" : "result";
  log.write(`${nameOf(session)} ← #${id} ${method} in ${tookMs.toFixed(1)} ms, ${part} ${content(text, part, method)}`);
}

/** Writes an event that somebody listens to. */
export function logEvent(method: string, session: string | undefined, text: string): void {
  if (log.isOn) log.write(`${nameOf(session)} ← ${method} ${content(text, "params", method)}`);
}

function nameOf(session: string | undefined): string {
  return session === undefined ? "browser" : session.slice(0, 8);
}

function content(text: string, part: "params" | "result" | "error", method: string): string {
  const start = text.indexOf(`"${part}":`);
  if (start === -1) return "";
  const shown = text.slice(start + part.length + 3, start + MAX_LOOKED_AT);
  if (PRIVATE.test(method) || PRIVATE_CONTENT.test(shown)) return `(${text.length} characters)`;
  // The session is named at the start of the line.
  return shown.replace(PRIVATE_VALUE, '$1…"').replace(/(?:,"sessionId":"\w*")?\}$/, "");
}
