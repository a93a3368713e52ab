import { isEditable } from "../../chromium/client/conditions.js";
import type { RecordedLocator } from "../recorder-wire.js";
import { keyOf } from "./keys.js";
import { locate } from "./locate.js";
import { isPickingHere } from "./pick.js";
import { isLasting } from "./selector-candidates.js";
import {
  activeAround,
  fieldName,
  hostOf,
  isActive,
  isBox,
  isFileInput,
  isKeyOfSecret,
  isSecret,
  isTextField,
  noticeSecrets,
  targetOf,
  typedText,
} from "./targets.js";
import { tellAct } from "./tell.js";

interface Located {
  readonly element: Element;
  readonly locator: RecordedLocator;
}

/** Where the pointer went down: by the time of the click the page may have changed. */
let pressed: Located | undefined;
/** The field that is being typed into: the page may change around it. */
let typed: Located | undefined;
/** Enter was pressed in a field: the click on the form's button that follows is the browser's. */
let isEntering = false;
let dragged: Located | undefined;
let chosen: readonly File[] = [];
let chosenAt = Number.NEGATIVE_INFINITY;
/** `input` and `change` of one choice. */
const SAME_CHOICE_MS = 500;

/** Reports what people do in this document, before the page's own code learns of it. Scripts' events are not trusted. */
export function captureEvents(): void {
  listen("pointerdown", onPointerDown);
  listen("click", onClick);
  listen("auxclick", onOtherButton);
  listen("input", onInput);
  listen("change", onChange);
  listen("keydown", onKeyDown);
  listen("keyup", () => {
    isEntering = false;
  });
  listen("dragstart", (_event, target) => {
    dragged = located(activeAround(target));
  });
  listen("drop", onDrop);
  addEventListener("click", onScriptedClick, { capture: true, passive: true });
}

/** The files that were chosen last. */
export function chosenFiles(): readonly File[] {
  return chosen;
}

function listen<Type extends keyof WindowEventMap>(
  type: Type,
  listener: (event: WindowEventMap[Type], target: Element) => void,
): void {
  const onEvent = (event: WindowEventMap[Type]) => {
    if (!event.isTrusted || isPickingHere()) return;
    const target = targetOf(event);
    if (target === undefined || target.localName === "live-load-recorder") return;
    listener(event, target);
  };
  addEventListener(type, onEvent, { capture: true, passive: true });
}

function located(element: Element): Located {
  return { element, locator: locate(element) };
}

function onPointerDown(_event: Event, target: Element): void {
  noticeSecrets(target);
  const element = activeAround(target);
  pressed = element.matches("html, body, select, option") ? undefined : located(element);
}

function onClick(event: MouseEvent, target: Element): void {
  const element = activeAround(target);
  if (isEntering && event.detail === 0) return;
  if (element.matches("html, body, select, option, input[type=file]")) return;
  // The browser clicks on what it labels, too.
  if (element instanceof HTMLLabelElement && element.control !== null) return;
  if (isBox(element)) onBoxClick(event, element);
  else if (isActive(target) || getSelection()?.type !== "Range") tellClick(event, element, "left");
}

/** A button of the page that clicks on its hidden file input. */
function onScriptedClick(event: MouseEvent): void {
  const target = targetOf(event);
  if (!event.isTrusted && target !== undefined && isFileInput(target)) tellAct({ type: "open-chooser" }, event);
}

function onOtherButton(event: MouseEvent, target: Element): void {
  const element = activeAround(target);
  if (!element.matches("html, body")) tellClick(event, element, event.button === 2 ? "right" : "middle");
}

function tellClick(event: MouseEvent, element: Element, button: "left" | "middle" | "right"): void {
  const { locator } = pressed?.element === element ? pressed : located(element);
  const { detail, altKey, ctrlKey, metaKey, shiftKey } = event;
  const modifiers = Object.entries({ Alt: altKey, Control: ctrlKey, Meta: metaKey, Shift: shiftKey }).flatMap(([name, isHeld]) =>
    isHeld ? [name] : [],
  );
  tellAct({ type: "click", locator, button, count: detail, modifiers, isOnField: isTextField(element) }, event);
}

/** Unless the page prevents it, the box changes, which is reported then. */
function onBoxClick(event: MouseEvent, box: HTMLInputElement): void {
  pressed = pressed?.element === box ? pressed : located(box);
  setTimeout(() => {
    if (event.defaultPrevented) tellClick(event, box, "left");
  });
}

function onInput(event: Event, target: Element): void {
  if (isFileInput(target)) onFiles(event, target);
  const field = isEditable(target) && !target.matches("input, textarea, select") ? hostOf(target) : target;
  if (!isTextField(field)) return;
  if (typed?.element !== field) typed = pressed?.element === field ? pressed : located(field);
  const { locator } = typed;
  if (isSecret(field)) tellAct({ type: "fill-secret", locator, name: fieldName(field) }, event);
  else tellAct({ type: "fill", locator, value: typedText(field) }, event);
}

function onChange(event: Event, target: Element): void {
  const locator = () => (pressed?.element === target ? pressed.locator : locate(target));
  if (isBox(target)) tellAct({ type: "check", locator: locator(), isChecked: target.checked }, event);
  else if (target instanceof HTMLSelectElement) {
    const choices = [...target.selectedOptions].map(({ value, label }) => (value !== "" && isLasting(value) ? value : label));
    tellAct({ type: "select", locator: locator(), choices, isMultiple: target.multiple }, event);
  } else if (isFileInput(target) && event.timeStamp - chosenAt > SAME_CHOICE_MS) onFiles(event, target);
}

/** At the first of its two events, because pages empty the input then. */
function onFiles(event: Event, input: HTMLInputElement): void {
  chosen = [...(input.files ?? [])];
  chosenAt = event.timeStamp;
  const names = chosen.map(({ name }) => name);
  tellAct({ type: "files", locator: locate(input), names, isFolder: input.webkitdirectory }, event);
}

function onKeyDown(event: KeyboardEvent, target: Element): void {
  noticeSecrets(target);
  const key = keyOf(event);
  if (key === undefined || event.isComposing) return;
  const isField = isTextField(target);
  isEntering = event.key === "Enter" && isField;
  const isLine = target instanceof HTMLInputElement;
  const element = isField ? (typed?.element === target ? typed : located(target)) : undefined;
  const tellPress = () => {
    if (element !== undefined) tellAct({ type: "press", locator: element.locator, key }, event);
    else tellAct({ type: "press", key, ...(target.matches("html, body") ? {} : { locator: locate(target) }) }, event);
  };
  if (isField && /^(Enter|Escape|ArrowDown|ArrowUp)$/.test(key) && (isLine || key === "Escape")) tellPress();
  else if (!isField && key === "Escape") tellPress();
  // Other keys mean something to the page if it takes them; those of a password are part of it.
  else if (key !== "Tab" && !isKeyOfSecret(event, target)) setTimeout(() => void (event.defaultPrevented && tellPress()));
}

function onDrop(event: Event, target: Element): void {
  if (dragged === undefined) return;
  tellAct({ type: "drag", locator: dragged.locator, target: locate(activeAround(target)) }, event);
  dragged = undefined;
}
