import { escapeHtml } from "../../pages/escape-html.js";
import { pagePolicy } from "../../pages/page-policy.js";
import type { ShownEvidence } from "../../pages/shown-evidence.js";
import type { Reporter } from "../reporter.js";
import { embeddedEvidence } from "./embedded-evidence.js";
import { reportData } from "./reduce-result.js";
import type { ReportData } from "./report-data.js";
import { REPORT_SCRIPT, REPORT_STYLE } from "./report-page.generated.js";

/** `report.html`: the whole result in one self-contained file, with as much of the evidence as it is given. */
export const htmlReporter: Reporter = {
  name: "html",
  report: (result, { evidence = new Map() }) => ({
    files: [
      {
        path: "report.html",
        content: pageOf(reportData(result), embeddedEvidence(result, evidence)),
      },
    ],
  }),
};

function pageOf(result: ReportData, evidence: ShownEvidence): string {
  const title = escapeHtml(`${result.name}: ${result.verdict} – LiveLoad`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy({ script: REPORT_SCRIPT, style: REPORT_STYLE })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="LiveLoad ${escapeHtml(result.liveloadVersion)}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<div id="report"><noscript>${escapeHtml(result.sentence)} This page needs JavaScript to show more; the result is also in report.md.</noscript></div>
<script type="application/json" id="result">${inScript(JSON.stringify(result))}</script>
<script type="application/json" id="evidence">${inScript(JSON.stringify(evidence))}</script>
<script>${REPORT_SCRIPT}</script>
</body>
</html>
`;
}

/** Escapes the characters that could end the script element; JSON allows that within strings, and they occur nowhere else. */
function inScript(json: string): string {
  return json.replace(/[<>\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
