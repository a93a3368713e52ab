/** Figures and their formatting. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";

/**
 * @param {readonly number[]} values at least one
 * @returns {{ min: number, median: number, max: number }}
 */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { min: sorted[0], median, max: sorted[sorted.length - 1] };
}

/** The median of the samples, the lower one of two; `undefined` without samples. */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

/**
 * CPU nanoseconds of all threads per operation; wall time means little on a busy machine.
 * @param {() => unknown} work does that many operations
 * @param {{ operations: number, rounds?: number }} how
 */
export async function cpuNanoseconds(work, { operations, rounds = 7 }) {
  const values = [];
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    // The first round warms up the compiler.
    if (round > 0) values.push(((user + system) * 1000) / operations);
  }
  return spread(values);
}

/**
 * A table in Markdown: the first column is text, the others are figures.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, 4, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** Three significant digits. */
export function figure(value) {
  if (value === undefined) return "–";
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function machine() {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return { cores: availableParallelism(), cpu: cpus()[0]?.model ?? "unknown", node: process.version, liveLoad: version };
}
