import { hasViews } from "./connection-state.js";
import { takeFields, watchContent } from "./content-changes.js";
import { afterThisTask, listen, now, stampOf } from "./natives.js";
import { flush, inputHandled, input as reportInput } from "./reporter.js";

/** Events that a person causes; pointers are looked at too, because some pages act before the click. */
const TYPES = ["pointerdown", "click", "contextmenu", "keydown", "input", "change", "submit", "drop"];
/** Scenarios set some fields without the browser's own events; the node knows when. */
const SET_BY_SCRIPTS = /^(?:input|change)$/;
/** Applications wait so long at most until somebody has typed the whole text. */
const DEBOUNCE_MS = 2000;
/** The types of LiveView's events that only people cause. */
const CAUSED = /^(?:click|form|keydown|keyup)$/;

/** The last input of a person, and the end of its task once that is over. */
let last: { readonly at: number; readonly type: string; to: number } | undefined;
let number = 0;
/** Until when a debounced field of a LiveView can hold back its event. */
export let heldUntil = 0;

/** Reports what people do in the page, before the page's own code learns of it. */
export function watchInputs(): void {
  for (const type of TYPES) listen(window, type, noted);
}

/** When the input was given that led to this event of a LiveView; `undefined` if none did. */
export function inputOf(eventType: string, pushedAt: number): number | undefined {
  if (last === undefined || !CAUSED.test(eventType) || pushedAt - last.at > DEBOUNCE_MS) return undefined;
  heldUntil = 0;
  return Math.min(last.at, pushedAt);
}

function noted(event: Event): void {
  const { type, isTrusted } = event;
  if (!isTrusted && !SET_BY_SCRIPTS.test(type)) return;
  // LiveViews report their own events.
  const isReported = !hasViews();
  if (!isReported && type === "input") held(event.target as Element);
  // A busy page may not have told yet that it is done with the last input.
  const isFirst = type.endsWith("down");
  // One input has several events: a click, and the change of the field that it leaves, or the submission of the form.
  const isOfLast = !isFirst && last?.to === Number.POSITIVE_INFINITY && last.type !== "pointerdown";
  // Scripts submit forms too, by events that are trusted all the same.
  if (!isOfLast) begin(type, isTrusted && type !== "submit", stampOf(event), isReported);
  // What the page sends must not be known before its input.
  if (isReported && type !== "pointerdown") flush();
}

function begin(type: string, isTrusted: boolean, at: number, isReported: boolean): void {
  const begun = { at, type, to: isReported ? Number.POSITIVE_INFINITY : at };
  last = begun;
  if (!isReported) return;
  const own = ++number;
  watchContent();
  reportInput(own, isTrusted, at);
  afterThisTask(() => {
    begun.to = now();
    takeFields();
    inputHandled(own, begun.to);
    if (type !== "pointerdown") flush();
  });
}

function held(field: Element): void {
  for (const { name, value } of field.attributes) {
    // Applications may choose another prefix than `phx-`. Without a value, LiveView waits 300 ms; the page's timer may be late.
    if (name.endsWith("-debounce") && +value <= DEBOUNCE_MS) heldUntil = now() + +(value || 300) + 100;
  }
}
