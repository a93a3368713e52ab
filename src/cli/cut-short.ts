import { relative } from "node:path";
import { formatDuration } from "../base/duration.js";
import { LiveLoadError } from "../base/errors.js";
import type { Host } from "../base/host.js";
import { LONGER_SETUP } from "../base/user-code.js";
import { EXIT_CODES, exitOfError } from "../run/exit-codes.js";
import { tellError } from "./messages.js";
import { EventLines } from "./views/event-lines.js";

/** Reports an error that nobody caught, also as the last line of `--json`. Returns the exit code. */
export function crashedExit(host: Host, error: unknown): number {
  if (writesEvents(host.args)) new EventLines(host).fail(error);
  tellError(host, error);
  return EXIT_CODES.internal.code;
}

/** Reports that the process ends although its command has not. Returns the exit code, which is never 0. */
export function cutShortExit(host: Host, code: number): number {
  const how = code === 0 ? "" : ` with code ${code}`;
  const error = new LiveLoadError("INTERNAL", `the process ended${how} before the command was over`, {
    hint: "does a backend or another module of yours end the process, or wait for something that never happens?",
  });
  crashedExit(host, error);
  return code === 0 ? EXIT_CODES.internal.code : code;
}

/** Reports that the process has to end because code of the user's never pauses. Returns the exit code. */
export function hungExit(host: Host, place: string | undefined, limitMs: number): number {
  const where = place === undefined ? "your code" : `your code at ${relative(host.cwd, place)}`;
  const message = `${where} has kept the command busy for ${formatDuration(limitMs)}, without a pause`;
  const error = new LiveLoadError("SCENARIO_LOAD_FAILED", message, {
    hint: `is there a loop without an end? ${LONGER_SETUP}`,
    details: place === undefined ? {} : { place },
  });
  crashedExit(host, error);
  return EXIT_CODES[exitOfError(error)].code;
}

/** Whether the command writes its events as lines of JSON. */
export function writesEvents([command = "", ...rest]: readonly string[]): boolean {
  return ["run", "debug"].includes(command) && rest.includes("--json");
}
