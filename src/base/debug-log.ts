import type { Host } from "./host.js";
import { invalidOption } from "./invalid-option.js";
import { maskedText, maskSecrets } from "./secrets/mask-secrets.js";
import { closest } from "./wording/suggest.js";

/** The areas of the debug log, one for each part of LiveLoad. */
export const DEBUG_AREAS = ["cdp", "channel", "cluster", "page"] as const;
/** A part of LiveLoad with a debug log of its own. */
export type DebugArea = (typeof DEBUG_AREAS)[number];

/** The variable that turns areas on, on the controller and on its nodes. */
export const DEBUG_VARIABLE = "LIVELOAD_DEBUG";
/** The beginning of every debug line. */
export const DEBUG_PREFIX = "[debug] ";
/** Characters of a line after its head. */
const MAX_TEXT = 300;

/** The destination of the lines, and the process that writes them. */
export interface DebugOutput {
  /** Takes a line that ends with a newline. */
  readonly write: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly wallTime: () => number;
  /** The process: `controller`, or a node's name with `/watchdog` or `/runner`. */
  readonly as: string;
}

/** Writes the lines of one area. */
export class DebugLog {
  readonly area: DebugArea;
  /** Check this before building a line: it is the only cost while the area is off. */
  isOn = false;

  constructor(area: DebugArea) {
    this.area = area;
  }

  /** Writes a line, without secrets and cut where it is long. */
  write(text: string): void {
    const { write, wallTime, as } = output;
    const time = new Date(wallTime()).toISOString().slice("2026-01-01T".length, -1);
    const line = maskedText(text, MAX_TEXT)
      .replace(/\s*\n\s*/g, " ")
      .trimEnd();
    if (this.isOn) write(`${DEBUG_PREFIX}${time} ${as} ${this.area} ${line}\n`);
  }
}

/** Discards lines while every area is off. */
const NOWHERE: DebugOutput = { write: () => {}, wallTime: () => 0, as: "" };
let output = NOWHERE;
const logs: Readonly<Record<DebugArea, DebugLog>> = {
  cdp: new DebugLog("cdp"),
  channel: new DebugLog("channel"),
  cluster: new DebugLog("cluster"),
  page: new DebugLog("page"),
};

/** The log of an area; the same object before and after it is turned on. */
export function debugLog(area: DebugArea): DebugLog {
  return logs[area];
}

/** Whether any area is on. */
export function isDebugLogOn(): boolean {
  return output !== NOWHERE;
}

/** Turns on the areas that the value of `LIVELOAD_DEBUG` names, and all others off. Throws `INVALID_OPTION` for an unknown one. */
export function startDebugLog(value: string | undefined, to: DebugOutput): void {
  const areas = debugAreas(value);
  output = areas.length === 0 ? NOWHERE : to;
  for (const area of DEBUG_AREAS) logs[area].isOn = areas.includes(area);
}

/** The same for the process that the person started: lines go to standard error. */
export function startControllerDebugLog({ env, stderr, clock }: Pick<Host, "env" | "stderr" | "clock">): void {
  const write = (line: string) => stderr.write(line);
  startDebugLog(env[DEBUG_VARIABLE], { write, wallTime: () => clock.wallTime(), as: "controller" });
}

/** Writes lines of another process, masked again because this one may know more secrets. */
export function passDebugLines(lines: readonly string[]): void {
  for (const line of lines) output.write(`${maskSecrets(line)}\n`);
}

/** The areas that a value names; `1` only asks for the stacks of errors, and `0` for nothing. */
function debugAreas(value = ""): readonly DebugArea[] {
  const names = value.split(",").map((name) => name.trim());
  const areas = names.filter((name) => !["", "0", "1"].includes(name));
  const unknown = areas.find((name) => name !== "*" && !isArea(name));
  if (unknown !== undefined) {
    const meant = closest(unknown, DEBUG_AREAS);
    throw invalidOption({
      option: DEBUG_VARIABLE,
      value,
      allowed: `1 for the stacks of errors, * for everything, or a list of ${DEBUG_AREAS.join(", ")}`,
      hint: meant === undefined ? undefined : `did you mean ${meant}?`,
    });
  }
  return areas.includes("*") ? DEBUG_AREAS : areas.filter(isArea);
}

function isArea(name: string): name is DebugArea {
  return DEBUG_AREAS.some((area) => area === name);
}
