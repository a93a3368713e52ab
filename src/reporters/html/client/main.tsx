import "uplot/dist/uPlot.min.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/lists.css";
import "./styles/tables.css";
import "./styles/charts.css";
import "./styles/print.css";
import { render } from "preact";
import type { ShownResult } from "../shown-result.js";
import { ReportPage } from "./report-page.js";
import { lightenPrint } from "./theme.js";

const root = document.getElementById("report");
const data = document.getElementById("result")?.textContent;
if (root !== null && data !== null && data !== undefined) {
  // Before the charts listen, too: they draw in the colours that this puts in place.
  lightenPrint();
  root.replaceChildren();
  render(<ReportPage result={JSON.parse(data) as ShownResult} />, root);
}
