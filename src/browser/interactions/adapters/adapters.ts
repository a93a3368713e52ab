import type { InteractionAdapter } from "../interaction-adapter.js";
import { htmx } from "./htmx.js";
import { turbo } from "./turbo.js";

/** The adapters that LiveLoad has. */
export const ADAPTERS: readonly InteractionAdapter[] = [htmx, turbo];
