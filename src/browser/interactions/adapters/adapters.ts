import type { InteractionAdapter } from "../interaction-adapter.js";
import { dash } from "./dash.js";
import { datastar } from "./datastar.js";
import { gradio } from "./gradio.js";
import { htmx } from "./htmx.js";
import { inertia } from "./inertia.js";
import { livewire } from "./livewire.js";
import { nicegui } from "./nicegui.js";
import { panel } from "./panel.js";
import { shiny } from "./shiny.js";
import { streamlit } from "./streamlit.js";
import { turbo } from "./turbo.js";
import { unpoly } from "./unpoly.js";

/** The adapters that LiveLoad has. */
export const ADAPTERS: readonly InteractionAdapter[] = [
  ...[htmx, turbo, inertia, unpoly, datastar, livewire],
  ...[streamlit, gradio, dash, shiny, nicegui, panel],
];
