import { ERROR_CODES, type WireError } from "../base/errors.js";

/** A text frame: a request, its result or error, a notification, or a ping or pong. */
export type Frame =
  | { readonly t: "req"; readonly id: number; readonly m: string; readonly p: unknown }
  | { readonly t: "ok"; readonly id: number; readonly p: unknown }
  | { readonly t: "err"; readonly id: number; readonly e: WireError }
  | { readonly t: "msg"; readonly m: string; readonly p: unknown }
  | { readonly t: "ping" }
  | { readonly t: "pong" };

/** Parses a frame; `undefined` when the text is malformed. */
export function parseFrame(text: string): Frame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { t, id, m, p, e } = value as Record<string, unknown>;
  if (t === "ping" || t === "pong") return { t };
  if (t === "msg" && typeof m === "string") return { t, m, p };
  if (!Number.isSafeInteger(id)) return undefined;
  const number = id as number;
  if (t === "req" && typeof m === "string") return { t, id: number, m, p };
  if (t === "ok") return { t, id: number, p };
  const error = t === "err" ? parseWireError(e) : undefined;
  return error === undefined ? undefined : { t: "err", id: number, e: error };
}

function parseWireError(value: unknown): WireError | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { code, message, hint, details, stack } = value as Record<string, unknown>;
  if (typeof code !== "string" || typeof message !== "string" || !Object.hasOwn(ERROR_CODES, code)) return undefined;
  return {
    code: code as WireError["code"],
    message,
    hint: typeof hint === "string" ? hint : undefined,
    details: typeof details === "object" && details !== null ? (details as Record<string, unknown>) : undefined,
    stack: typeof stack === "string" ? stack : undefined,
  };
}
