import "uplot/dist/uPlot.min.css";
import "../../../pages/client/styles/base.css";
import "../../../pages/client/styles/parts.css";
import "../../../pages/client/styles/lists.css";
import "../../../pages/client/styles/evidence.css";
import "../../../pages/client/styles/tables.css";
import "../../../pages/client/styles/charts.css";
import "./styles/report.css";
import "../../../pages/client/styles/detail.css";
import "./styles/compare.css";
import "../../../pages/client/styles/print.css";
import { render } from "preact";
import { lightenPrint } from "../../../pages/client/theme.js";
import type { ShownEvidence } from "../../../pages/shown-evidence.js";
import type { ReportData } from "../report-data.js";
import { ReportPage } from "./report-page.js";

const root = document.getElementById("report");
const data = document.getElementById("result")?.textContent;
if (root !== null && data !== null && data !== undefined) {
  // Must come before the charts listen for printing, as they draw in the colours that it sets.
  lightenPrint();
  root.replaceChildren();
  const evidence = document.getElementById("evidence")?.textContent ?? "{}";
  render(<ReportPage result={JSON.parse(data) as ReportData} evidence={JSON.parse(evidence) as ShownEvidence} />, root);
}
