import type { DomElement } from "../dom.js";
import type { LiveViewTelemetry } from "../live-view-host.js";
import { privateState } from "../private-state.js";

/** LiveView's own hooks that say nothing to the server, or whose part is done here. */
const OWN = new Set(["Phoenix.LiveFileUpload", "Phoenix.LiveImgPreview", "Phoenix.FocusWrap"]);

/** The page's hooks do not run: they are counted, once for each element. */
export class HookCount {
  readonly #telemetry: LiveViewTelemetry;

  constructor(telemetry: LiveViewTelemetry) {
    this.#telemetry = telemetry;
  }

  count(element: DomElement): void {
    const name = hookOf(element);
    if (name === undefined || OWN.has(name)) return;
    const state = privateState(element);
    if (state.countedHook === name) return;
    state.countedHook = name;
    this.#telemetry.hookSkipped(name);
  }
}

function hookOf(element: DomElement): string | undefined {
  if (element.hasAttribute("phx-viewport-top") || element.hasAttribute("phx-viewport-bottom")) return "Phoenix.InfiniteScroll";
  const name = element.getAttribute("data-phx-hook") || element.getAttribute("phx-hook");
  return name || undefined;
}
