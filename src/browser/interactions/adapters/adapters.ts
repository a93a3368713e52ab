import type { InteractionAdapter } from "../interaction-adapter.js";
import { htmx } from "./htmx.js";

/** The adapters that LiveLoad has. */
export const ADAPTERS: readonly InteractionAdapter[] = [htmx];
