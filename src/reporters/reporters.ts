import { LiveLoadError } from "../base/errors.js";
import { suggest } from "../base/wording/suggest.js";
import type { RunResult } from "../result/model.js";
import { consoleReporter } from "./console/console-reporter.js";
import { csvReporter } from "./csv/csv-reporter.js";
import { htmlReporter } from "./html/html-reporter.js";
import { junitReporter } from "./junit/junit-reporter.js";
import { markdownReporter } from "./markdown/markdown-reporter.js";
import type { Report, Reporter, ReporterOptions } from "./reporter.js";

const REPORTERS: ReadonlyMap<string, Reporter> = new Map(
  [consoleReporter, htmlReporter, markdownReporter, junitReporter, csvReporter].map((reporter) => [reporter.name, reporter]),
);
/** The names of all reporters. */
export const REPORTER_NAMES: readonly string[] = [...REPORTERS.keys()];

/**
 * Checks the names of reporters before anything is started.
 * @throws LiveLoadError `INVALID_OPTION` for an unknown name
 */
export function checkReporterNames(names: readonly string[]): void {
  for (const name of names) {
    if (REPORTERS.has(name)) continue;
    throw new LiveLoadError("INVALID_OPTION", `there is no reporter "${name}"`, {
      hint: suggest(name, REPORTER_NAMES),
      details: { option: "reporters", value: name },
    });
  }
}

/**
 * Runs these reporters, and joins their files and their text for the terminal. The console report comes last, as it names the files.
 * @throws LiveLoadError `INVALID_OPTION` for an unknown name
 */
export function makeReports(result: RunResult, names: readonly string[], options: ReporterOptions): Required<Report> {
  checkReporterNames(names);
  const chosen = [...REPORTERS.values()].filter(({ name }) => names.includes(name));
  const fileReports = chosen
    .filter((reporter) => reporter !== consoleReporter)
    .map((reporter) => reporter.report(result, options));
  const files = fileReports.flatMap((report) => report.files);
  const toConsole = chosen.includes(consoleReporter)
    ? [consoleReporter.report(result, { ...options, otherFiles: files.map(({ path }) => path) })]
    : [];
  return { files, console: [...toConsole, ...fileReports].map((report) => report.console ?? "").join("") };
}
