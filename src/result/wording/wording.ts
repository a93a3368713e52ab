import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import type { MetricUnit } from "../../telemetry/metrics.js";

/** A share as a percentage: `5 %`, `0.3 %`, `< 0.1 %`. It rounds neither to 0 % nor to 100 %. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  if (percent > 99.9 && percent < 100) return "> 99.9 %";
  return `${Number(percent.toFixed(percent >= 10 && percent <= 90 ? 0 : 1))} %`;
}

/** Nodes, and their processes if there are more: `1 node, in 2 processes`. */
export function nodesText(processes: readonly { readonly host?: string | undefined }[]): string {
  const nodes = processes.filter(({ host }) => host === undefined).length;
  const text = formatCount(nodes, "node");
  return processes.length === nodes ? text : `${text}, in ${formatNumber(processes.length)} processes`;
}

/** A verdict's reason in words, with the code if it is an error's, so that it can be looked up. */
export function reasonText({ code, message }: { readonly code: string; readonly message: string }): string {
  return isErrorCode(code) ? `${code}: ${message}` : message;
}

/** Whether a reason's code is an error code. */
export function isErrorCode(code: string): boolean {
  return /^[A-Z_]+$/.test(code);
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** Bytes, in powers of 1000: `850 B`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const text = value >= 100 || unit === 0 ? Math.round(value).toLocaleString("en-US") : Number(value.toPrecision(2)).toString();
  return `${text} ${BYTE_UNITS[unit]}`;
}

/** A metric's value with its unit; a plain number if the unit is unknown. */
export function formatValue(value: number, unit: MetricUnit | undefined): string {
  switch (unit) {
    case "ms":
      return formatDuration(value);
    case "bytes":
      return formatBytes(value);
    case "ratio":
      return formatShare(value);
    case "score":
      return Number(value.toFixed(3)).toString();
    case "count":
    case undefined:
      return formatNumber(value);
  }
}

/** Characters that change the text direction, and could make one name look like another. */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text for one line: runs of white space and control characters become a space, and the length is limited. */
export function oneLine(text: string, maxLength = 200): string {
  const line = text
    .replace(DIRECTION_MARKS, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join("")}…`;
}
