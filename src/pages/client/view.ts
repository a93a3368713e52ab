import { useEffect, useRef, useState } from "preact/hooks";
import { fragmentOf, type View, viewOf } from "./view-fragment.js";

const listeners = new Set<(view: View) => void>();
let current: View = viewOf(location.hash);

addEventListener("hashchange", () => {
  current = viewOf(location.hash);
  for (const listener of listeners) listener(current);
});

/** The current view. */
export function currentView(): View {
  return current;
}

/** Changes the view and its address. Something that is opened gets an entry in the history, so that Back closes it. */
export function changeView(
  change: { readonly [K in keyof View]?: View[K] | undefined },
  { isOpened = false }: { readonly isOpened?: boolean } = {},
): void {
  const changed = Object.entries({ ...current, ...change }).filter(([, value]) => value !== undefined);
  current = Object.fromEntries(changed) as View;
  const address = fragmentOf(current);
  if (isOpened) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  for (const listener of listeners) listener(current);
}

/** Calls the listener after each change of the view; returns a function that ends it. */
export function followView(listener: (view: View) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The view, for components: they are rendered again when it changes. */
export function useView(): View {
  const [view, setView] = useState(current);
  useEffect(() => followView(setView), []);
  return view;
}

/** Scrolls to the part that the address names, now and whenever it changes. */
export function useScrollToPart(): void {
  const { part } = useView();
  const isFirst = useRef(true);
  useEffect(() => {
    scrollToPart(part, isFirst.current);
    isFirst.current = false;
  }, [part]);
}

/** Scrolls to a part of the page, and opens it if it is folded. */
export function scrollToPart(part: string | undefined, isFirst = false): void {
  const element = part === undefined ? null : document.getElementById(part);
  if (element === null) return;
  const folded = element.querySelector(":scope > details");
  if (folded instanceof HTMLDetailsElement) folded.open = true;
  // The first time, the page has just been drawn: nobody has seen where it began.
  element.scrollIntoView({ behavior: isFirst ? "instant" : "auto" });
}
