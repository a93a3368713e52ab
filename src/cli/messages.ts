import { styleText } from "node:util";
import { DEBUG_VARIABLE } from "../base/debug-log.js";
import { errorLine, LiveLoadError, messageOf, stackOf } from "../base/errors.js";
import type { Host, RunHost } from "../base/host.js";

/** Whether to use colours on this stream, following the `NO_COLOR` and `FORCE_COLOR` conventions. */
export function wantsColor(host: Host, stream: "stdout" | "stderr"): boolean {
  if (host.env.NO_COLOR !== undefined && host.env.NO_COLOR !== "") return false;
  if (host.env.FORCE_COLOR !== undefined && host.env.FORCE_COLOR !== "0") return true;
  return host[stream].isTTY && host.env.TERM !== "dumb";
}

/** The outside world of a load test whose summary goes to this stream. */
export function runHost(host: Host, stream: "stdout" | "stderr"): RunHost {
  return {
    ...host,
    terminal: { color: wantsColor(host, stream), columns: host[stream].columns || 100, rows: host[stream].rows },
  };
}

/** Prints an error: one line on what failed and why, one on what to do; the stack only under `LIVELOAD_DEBUG`. */
export function tellError(host: Host, error: unknown): void {
  const paint = painter(wantsColor(host, "stderr"));
  host.stderr.write(`${paint("red", "error")} ${oneLine(errorLine(error))}\n`);
  const hint = error instanceof LiveLoadError ? error.hint : undefined;
  if (hint !== undefined) host.stderr.write(`${paint("dim", `      ${oneLine(hint)}`)}\n`);
  if (!(error instanceof LiveLoadError)) {
    host.stderr.write(`      this is a bug in LiveLoad; LIVELOAD_DEBUG=1 prints the stack\n`);
  }
  if (isDebugging(host) && !isAboutDebugging(error)) host.stderr.write(`${stackOf(error) ?? ""}\n${causeText(error)}`);
}

/** Prints a problem that does not end the run. */
export function tellWarning(host: Host, message: string): void {
  const paint = painter(wantsColor(host, "stderr"));
  host.stderr.write(`${paint("yellow", "warning")} ${message}\n`);
}

/** Returns a function that colours text, or leaves it unchanged when `color` is false. */
export function painter(color: boolean): (style: Parameters<typeof styleText>[0], text: string) => string {
  // `color` already reflects the stream: styleText must not check it again.
  return (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
}

function isDebugging(host: Host): boolean {
  return host.env.LIVELOAD_DEBUG !== undefined && host.env.LIVELOAD_DEBUG !== "" && host.env.LIVELOAD_DEBUG !== "0";
}

/** Whether `LIVELOAD_DEBUG` itself was refused; such a value turns nothing on. */
export function isAboutDebugging(error: unknown): boolean {
  return error instanceof LiveLoadError && error.details.option === DEBUG_VARIABLE;
}

function causeText(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? "" : `caused by ${stackOf(cause) ?? messageOf(cause)}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}
