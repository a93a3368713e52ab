import { LiveLoadError } from "../base/errors.js";
import type { Host } from "../base/host.js";
import { EXIT_CODES } from "../run/exit-codes.js";
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

/** Whether the command writes its events as lines of JSON. */
export function writesEvents([command = "", ...rest]: readonly string[]): boolean {
  return ["run", "debug"].includes(command) && rest.includes("--json");
}
