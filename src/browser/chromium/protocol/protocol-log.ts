import { debugLog } from "../../../base/debug-log.js";

const log = debugLog("cdp");
/** What these carry are cookies and what sites keep: session tokens, whose names say nothing. */
const PRIVATE = /cookie|storage|ExtraInfo|indexedDB/i;

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
  if (PRIVATE.test(method)) return `(${text.length} characters)`;
  // The session is named at the start of the line.
  return text.slice(start + part.length + 3, start + MAX_LOOKED_AT).replace(/(?:,"sessionId":"\w*")?\}$/, "");
}
