import type { PageEvent } from "../../input/page-event.js";
import type { DomElement } from "../dom.js";
import { type Cycle, knownState, privateState } from "../private-state.js";
import type { LivePage } from "../views/view.js";

const DEFAULT_MS = 300;

/** Calls now, later or not at all, as `phx-debounce` and `phx-throttle` of the element say. */
export function debounced(page: LivePage, { element, event }: { element: DomElement; event: PageEvent }, call: () => void): void {
  if (event.type === "blur" || event.type === "focusout") {
    call();
    return;
  }
  const view = page.owner(element);
  if (!view) return;
  const debounce = element.hasAttribute("phx-debounce") ? element.getAttribute("phx-debounce") : null;
  const throttle = element.hasAttribute("phx-throttle") ? element.getAttribute("phx-throttle") : null;
  if (debounce === null && throttle === null) {
    call();
    return;
  }
  const isStillThere = () => !view.isDestroyed && page.host.document.contains(element);
  if (debounce === "blur") {
    begin(element, "blurCycle", () => {
      if (isStillThere()) call();
    });
    return;
  }
  const text = debounce !== null ? debounce || String(DEFAULT_MS) : throttle || String(DEFAULT_MS);
  const ms = Number.parseInt(text, 10);
  if (Number.isNaN(ms)) return;
  if (throttle !== null) throttled(page, { element, event, ms, isStillThere }, call);
  else {
    const cycle = begin(element, "cycle", call);
    page.later(ms, () => {
      if (isStillThere()) trigger(element, "cycle", cycle);
    });
  }
}

interface Throttled {
  readonly element: DomElement;
  readonly event: PageEvent;
  readonly ms: number;
  readonly isStillThere: () => boolean;
}

/** The first call counts, those within the time after it do not; another key does. */
function throttled(page: LivePage, { element, event, ms, isStillThere }: Throttled, call: () => void): void {
  const state = privateState(element);
  begin(element, "cycle", () => delete state.throttle);
  let isAnotherKey = false;
  if (event.type === "keydown") {
    isAnotherKey = state.previousKey !== event.init.key;
    if (event.init.key === undefined) delete state.previousKey;
    else state.previousKey = event.init.key;
  }
  if (!isAnotherKey && state.throttle) return;
  call();
  state.throttle = page.later(ms, () => {
    if (isStillThere()) trigger(element, "cycle");
  });
}

/** The element loses the focus: what waited is due. */
export function flushDebounced(page: LivePage, element: DomElement): void {
  const state = knownState(element);
  if (!state) return;
  if (state.blurCycle) trigger(element, "blurCycle");
  if (!state.cycle) return;
  state.throttle?.cancel();
  if (page.host.document.contains(element)) trigger(element, "cycle");
}

/** The form is submitted: what its fields wanted to say goes with it. */
export function dropDebounced(controls: readonly DomElement[]): void {
  for (const control of controls) {
    const state = knownState(control);
    if (!state?.cycle) continue;
    begin(control, "cycle", () => {});
    delete state.throttle;
  }
}

type CycleName = "cycle" | "blurCycle";

function begin(element: DomElement, name: CycleName, run: () => void): number {
  const state = privateState(element);
  const cycle: Cycle = { count: (state[name]?.count ?? 0) + 1, run };
  state[name] = cycle;
  return cycle.count;
}

function trigger(element: DomElement, name: CycleName, count?: number): void {
  const cycle = knownState(element)?.[name];
  if (!cycle || (count !== undefined && count !== cycle.count)) return;
  begin(element, name, () => {});
  cycle.run();
}
