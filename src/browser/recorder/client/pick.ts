import { expectationOf } from "./expectation.js";
import { locate } from "./locate.js";
import { frameElement } from "./overlay.js";
import { targetOf } from "./targets.js";
import { tellAct, tellCommand } from "./tell.js";

/** The page learns nothing of them while an element is picked. */
const WITHHELD = ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "auxclick", "dblclick", "contextmenu", "submit"];

let isPicking = false;

export function isPickingHere(): boolean {
  return isPicking;
}

/** Lets a person choose the element of an expectation, or ends that. */
export function setPicking(on: boolean): void {
  isPicking = on;
  if (!on) frameElement(undefined);
}

/** Has to be called before anything else listens. */
export function watchPicking(): void {
  for (const type of WITHHELD) addEventListener(type, onPointer, { capture: true });
  addEventListener(
    "pointermove",
    (event) => {
      if (isPicking && !isBar(event)) frameElement(targetOf(event));
    },
    { capture: true, passive: true },
  );
  addEventListener("keydown", onKey, { capture: true });
}

function onPointer(event: Event): void {
  if (!isPicking || !event.isTrusted || isBar(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const target = targetOf(event);
  if (event.type !== "click" || target === undefined) return;
  tellAct(expectationOf(target, locate(target)));
  tellCommand({ type: "pick", isOn: false });
}

function onKey(event: KeyboardEvent): void {
  if (!isPicking || event.key !== "Escape") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  tellCommand({ type: "pick", isOn: false });
}

function isBar(event: Event): boolean {
  return targetOf(event)?.localName === "live-load-recorder";
}
