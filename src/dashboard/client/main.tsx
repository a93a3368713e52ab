import "uplot/dist/uPlot.min.css";
import "../../pages/client/styles/base.css";
import "../../pages/client/styles/parts.css";
import "../../pages/client/styles/lists.css";
import "../../pages/client/styles/evidence.css";
import "../../pages/client/styles/tables.css";
import "../../pages/client/styles/charts.css";
import "../../pages/client/styles/detail.css";
import "../../pages/client/styles/print.css";
import "./styles/live.css";
import { render } from "preact";
import { lightenPrint } from "../../pages/client/theme.js";
import { DashboardView } from "./dashboard-view.js";

const root = document.getElementById("dashboard");
if (root !== null) {
  lightenPrint();
  root.replaceChildren();
  render(<DashboardView />, root);
}
