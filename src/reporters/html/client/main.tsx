import "uplot/dist/uPlot.min.css";
import "./styles/base.css";
import "./styles/parts.css";
import { render } from "preact";
import type { ShownResult } from "../shown-result.js";
import { ReportPage } from "./report-page.js";

const root = document.getElementById("report");
const data = document.getElementById("result")?.textContent;
if (root !== null && data !== null && data !== undefined) {
  root.replaceChildren();
  render(<ReportPage result={JSON.parse(data) as ShownResult} />, root);
}
