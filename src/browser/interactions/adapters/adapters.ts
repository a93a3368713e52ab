import type { InteractionAdapter } from "../interaction-adapter.js";
import { datastar } from "./datastar.js";
import { htmx } from "./htmx.js";
import { inertia } from "./inertia.js";
import { livewire } from "./livewire.js";
import { turbo } from "./turbo.js";
import { unpoly } from "./unpoly.js";

/** The adapters that LiveLoad has. */
export const ADAPTERS: readonly InteractionAdapter[] = [htmx, turbo, inertia, unpoly, datastar, livewire];
