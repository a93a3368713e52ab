import { escapeHtml } from "../../pages/escape-html.js";
import { pagePolicy } from "../../pages/page-policy.js";
import { REPORT_STYLE } from "./report-page.generated.js";

/** The parts of a {@link staticPage}. */
interface StaticPage {
  /** Plain text. */
  readonly title: string;
  /** The version that has made the page; it is left out by default. */
  readonly version?: string;
  /** HTML. */
  readonly main: string;
}

/** A self-contained page in the look of the report, which needs no script. */
export function staticPage({ title, version, main }: StaticPage): string {
  const generator = version === undefined ? "" : `<meta name="generator" content="LiveLoad ${escapeHtml(version)}">\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy({ script: "", style: REPORT_STYLE })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${generator}<link rel="icon" href="data:,">
<title>${escapeHtml(title)} – LiveLoad</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;
}
