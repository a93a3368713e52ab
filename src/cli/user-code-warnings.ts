import { relative } from "node:path";
import { formatDuration } from "../base/duration.js";
import type { Host } from "../base/host.js";
import { lateErrorText } from "../base/wording/late-error.js";
import { tellWarning } from "./messages.js";

/** A listener to a signal, or something after it, wanted to end the process; it would have kept the report from being written. */
export function tellNotEnded(host: Host, how: string): void {
  tellWarning(host, `your code called ${how}, which is left out: the command is stopping already, and ends when it is done`);
}

/** Code runs without a pause, so that nothing else can happen. */
export function tellHeldUp(host: Host, place: string | undefined, limitMs: number): void {
  const where = place === undefined ? "your code" : `your code at ${relative(host.cwd, place)}`;
  tellWarning(
    host,
    `${where} keeps the command busy; it is ended after ${formatDuration(limitMs)}, or by Ctrl-C now (one before this is not heard)`,
  );
}

/** An error came after the call of the code that caused it. */
export function tellStray(host: Host, error: unknown): void {
  tellWarning(host, lateErrorText("your code", error));
}
