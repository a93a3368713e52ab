/** Generates the tables of options, metrics and errors in `docs/` from the source: `node scripts/build-docs.mjs [--check]`. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadSource, runAsProgram, writeGenerated } from "./generated-file.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Generated parts by page and by the name in their comment `<!-- generated: NAME -->`; everything around them is written by hand. */
const PAGES = {
  "docs/options.md": { options: optionTable },
  "docs/metrics.md": { histograms: metricTable("histogram"), counters: metricTable("counter"), gauges: metricTable("gauge") },
  "docs/errors.md": { "exit codes": exitTable, "error codes": errorTable },
};

/** Sources of the tables. */
const SOURCE = `
  export { ERROR_CODES, LiveLoadError } from "./src/base/errors.ts";
  export { EXIT_CODES, exitOfError, worstExit } from "./src/run/exit-codes.ts";
  export { OPTIONS, OPTION_NAMES } from "./src/config/options.ts";
  export { environmentName } from "./src/config/resolved-options.ts";
  export { METRICS } from "./src/telemetry/metrics.ts";
`;

const END = "<!-- end of generated -->";

/** @returns {Promise<boolean>} whether the tables in the pages are current. */
export async function buildDocs({ check = false } = {}) {
  const source = await loadSource({ contents: SOURCE, resolveDir: root });
  const current = Object.entries(PAGES).map(([page, parts]) => {
    let text = readFileSync(root + page, "utf8");
    for (const [name, make] of Object.entries(parts)) text = replacePart(text, { page, name, text: make(source) });
    return writeGenerated(root + page, text, { check });
  });
  return current.every(Boolean);
}

function replacePart(page, { page: path, name, text }) {
  const start = `<!-- generated: ${name} -->`;
  const [from, to] = [page.indexOf(start), page.indexOf(END, page.indexOf(start))];
  if (from === -1 || to === -1) throw new Error(`${path} has no markers for its generated part: "${start}" … "${END}"`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

function optionTable({ OPTIONS, OPTION_NAMES, environmentName }) {
  const rows = OPTION_NAMES.map((name) => {
    const spec = OPTIONS[name];
    const flag = spec.flag === undefined ? "–" : code(`${spec.short === undefined ? "" : `-${spec.short}, `}${spec.flag}`);
    const byDefault = spec.defaultText ?? (Array.isArray(spec.default) ? spec.default.join(",") || "none" : String(spec.default));
    return [
      code(name),
      `${flag}${spec.repeatable === true ? ", repeatable" : ""}`,
      code(environmentName(name)),
      byDefault,
      spec.allowed,
      spec.inScenario === true ? "yes" : "–",
      spec.help,
    ];
  });
  return table(["name", "flag", "environment", "default", "takes", "in a scenario", "what it does"], rows);
}

function metricTable(kind) {
  return ({ METRICS }) => {
    const own = Object.entries(METRICS).filter(([, spec]) => spec.kind === kind);
    const hasDimensions = own.some(([, { dimension }]) => dimension !== undefined);
    const rows = own.map(([name, { unit, dimension, description }]) => [
      code(name),
      unit,
      ...(hasDimensions ? [dimension ?? "–"] : []),
      description,
    ]);
    return table(["metric", "unit", ...(hasDimensions ? ["by"] : []), "what it says"], rows);
  };
}

function exitTable({ EXIT_CODES, ERROR_CODES, LiveLoadError, exitOfError, worstExit }) {
  const rows = Object.entries(EXIT_CODES).map(([name, { code: exit, meaning }]) => {
    const led = Object.keys(ERROR_CODES).filter((error) => exitOfError(new LiveLoadError(error, "")) === name);
    return [String(exit), meaning, led.map(code).join(", ") || "–"];
  });
  const order = inOrder(Object.keys(EXIT_CODES), worstExit).map((name) => EXIT_CODES[name].code);
  return `${table(["exit", "meaning", "errors that lead to it"], rows)}\n\nWhen several apply, the first of these counts: ${order.join(", ")}.`;
}

function errorTable({ EXIT_CODES, ERROR_CODES, LiveLoadError, exitOfError }) {
  const rows = Object.entries(ERROR_CODES).map(([error, meaning]) => {
    const exit = EXIT_CODES[exitOfError(new LiveLoadError(error, ""))];
    return [code(error), String(exit.code), meaning];
  });
  return table(["code", "exit", "meaning"], rows);
}

/** All names, the most severe first. */
function inOrder(names, worstOf) {
  const left = new Set(names);
  const order = [];
  while (left.size > 0) {
    const worst = worstOf([...left]);
    order.push(worst);
    left.delete(worst);
  }
  return order;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text) {
  return `\`${text}\``;
}

await runAsProgram(import.meta.url, buildDocs);
