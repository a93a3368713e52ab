import { oneLine } from "../../result/wording/wording.js";

/** Escapes text for Markdown, including GitHub's: no markup, HTML or mentions, and safe in a table cell. */
export function escapeText(text: string): string {
  return oneLine(text, 1000)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_{}[\]|~#$]/g, "\\$&")
    .replace(/@(?=\w)/g, "@\u2060");
}

/** A name as code, whatever it contains; safe in a table cell. */
export function code(text: string): string {
  const line = oneLine(text).replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return line === "" ? "–" : `${fence}${space}${line}${space}${fence}`;
}

/** A table whose cells are already Markdown. */
export function table(
  columns: readonly { readonly title: string; readonly align: "left" | "right" }[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = columns.map(({ align }) => (align === "right" ? "---:" : ":---"));
  return [line(columns.map(({ title }) => title)), line(rule), ...rows.map(line)].join("\n");
}
