import "uplot/dist/uPlot.min.css";
import "../../../reporters/html/client/styles/base.css";
import "../../../reporters/html/client/styles/parts.css";
import "../../../reporters/html/client/styles/lists.css";
import "../../../reporters/html/client/styles/tables.css";
import "../../../reporters/html/client/styles/charts.css";
import "../../../reporters/html/client/styles/print.css";
import "./styles/live.css";
import { render } from "preact";
import { lightenPrint } from "../../../reporters/html/client/theme.js";
import { DashboardView } from "./dashboard-view.js";

const root = document.getElementById("dashboard");
if (root !== null) {
  lightenPrint();
  root.replaceChildren();
  render(<DashboardView />, root);
}
