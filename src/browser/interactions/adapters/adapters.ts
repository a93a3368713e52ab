import type { InteractionAdapter } from "../interaction-adapter.js";
import { dash } from "./dash.js";
import { gradio } from "./gradio.js";
import { htmx } from "./htmx.js";
import { nicegui } from "./nicegui.js";
import { panel } from "./panel.js";
import { shiny } from "./shiny.js";
import { streamlit } from "./streamlit.js";

/** The adapters that LiveLoad has. */
export const ADAPTERS: readonly InteractionAdapter[] = [htmx, streamlit, gradio, dash, shiny, nicegui, panel];
