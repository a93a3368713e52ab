import { now } from "./natives.js";
import { histogram } from "./reporter.js";

export const LOADING = '[class*="-loading"]';
const LOADING_CLASS = /^phx-\w+-loading$/;

/** The few elements that have `phx-click-loading` or a similar class now, with the time since when. */
const carriers = new Map<Element, Map<string, number>>();

/** To be called when the element was added or its classes changed. */
export function loadingChanged(element: Element): void {
  const before = carriers.get(element);
  if (before === undefined && !element.matches(LOADING)) return;
  const after = new Map<string, number>();
  for (const name of element.classList) if (LOADING_CLASS.test(name)) after.set(name, before?.get(name) ?? now());
  for (const [name, since] of before ?? []) if (!after.has(name)) record(name, since);
  if (after.size > 0) carriers.set(element, after);
  else carriers.delete(element);
}

/** To be called when elements were removed: ends the loading of those among them. */
export function dropDetached(): void {
  for (const [element, carried] of carriers) {
    if (element.isConnected) continue;
    carriers.delete(element);
    for (const [name, since] of carried) record(name, since);
  }
}

function record(name: string, since: number): void {
  histogram("liveview_loading_class_duration", name, now() - since);
}
