import type { DomElement } from "../dom.js";
import { applySticky, stickyResult } from "../patch/sticky-effects.js";
import { privateState } from "../private-state.js";
import { changeClasses, runTransition, toggleClasses } from "./class-effects.js";
import type { Effect } from "./effect.js";
import { setDisplay } from "./inline-style.js";
import { namesOf, transitionClasses } from "./transition-classes.js";

/** Commands that change elements of the page only. Unknown ones are left out, as the client of a later version has more. */
export function elementEffects(kind: string, effect: Effect): void {
  const { args, element, context } = effect;
  switch (kind) {
    case "add_class":
      changeClasses(effect, { adds: namesOf(args.names), removes: [] });
      return;
    case "remove_class":
      changeClasses(effect, { adds: [], removes: namesOf(args.names) });
      return;
    case "toggle_class":
      toggleClasses(effect, namesOf(args.names));
      return;
    case "transition":
      changeClasses(effect, { adds: [], removes: [] });
      return;
    case "set_attr": {
      const [name = "", value = ""] = namesOf(args.attr);
      changeAttributes(element, { set: [[name, value]], removed: [] });
      return;
    }
    case "remove_attr":
      changeAttributes(element, { set: [], removed: [String(args.attr)] });
      return;
    case "toggle_attr":
      toggleAttribute(element, namesOf(args.attr));
      return;
    case "ignore_attrs":
      privateState(element).ignoredAttributes = Array.isArray(args.attrs) ? namesOf(args.attrs) : [String(args.attrs)];
      return;
    case "show":
      if (!context.page.host.isVisible(element)) toggle(effect);
      return;
    case "hide":
      if (context.page.host.isVisible(element)) toggle(effect);
      return;
    case "toggle":
      toggle(effect);
      return;
    default:
      focusEffects(kind, effect);
      return;
  }
}

function focusEffects(kind: string, { element, context }: Effect): void {
  const { page } = context;
  switch (kind) {
    case "focus":
      page.host.focus(element);
      return;
    case "focus_first": {
      const first = firstFocusable(element, true) ?? firstFocusable(element, false);
      if (first) page.host.focus(first);
      return;
    }
    case "push_focus":
      page.focusStack.push(element);
      return;
    case "pop_focus": {
      const before = page.focusStack.pop();
      if (before) page.host.focus(before);
      return;
    }
    default:
  }
}

const INTERACTIVE =
  "a[href],area[href],input:not([disabled]):not([type=hidden]),select:not([disabled]),textarea:not([disabled]),button:not([disabled]),iframe";

function firstFocusable(element: DomElement, isInteractive: boolean): DomElement | null {
  return element.querySelector(isInteractive ? INTERACTIVE : `${INTERACTIVE},[tabindex]:not([tabindex^="-"])`);
}

type Pair = readonly [name: string, value: string];
type AttributeChange = { readonly set: readonly Pair[]; readonly removed: readonly string[] };

function changeAttributes(element: DomElement, { set, removed }: AttributeChange): void {
  const before = (stickyResult(element, "attrs") ?? { set: [], removed: [] }) as AttributeChange;
  const names = [...set.map(([name]) => name), ...removed];
  const change: AttributeChange = {
    set: [...before.set.filter(([name]) => !names.includes(name)), ...set],
    removed: [...before.removed.filter((name) => !names.includes(name)), ...removed],
  };
  if (set.some(([name, value]) => name === "id" && element.id !== value)) privateState(element).idFromScript = true;
  applySticky(element, "attrs", (target) => {
    for (const name of change.removed) target.removeAttribute(name);
    for (const [name, value] of change.set) target.setAttribute(name, value);
    return change;
  });
}

function toggleAttribute(element: DomElement, [name = "", first = "", second]: readonly string[]): void {
  if (!element.hasAttribute(name)) {
    changeAttributes(element, { set: [[name, first]], removed: [] });
    return;
  }
  if (second === undefined) {
    changeAttributes(element, { set: [], removed: [name] });
    return;
  }
  const value = element.getAttribute(name) === first ? second : first;
  changeAttributes(element, { set: [[name, value]], removed: [] });
}

const DISPLAYS: Readonly<Record<string, string>> = { tr: "table-row", td: "table-cell" };

function toggle(effect: Effect): void {
  const { args, element, context } = effect;
  const isVisible = context.page.host.isVisible(element);
  const display = typeof args.display === "string" && args.display ? args.display : (DISPLAYS[element.localName] ?? "block");
  const apply = () => applySticky(element, "toggle", (target) => setDisplay(target, isVisible ? "none" : display));
  const transition = isVisible
    ? (args.outs ?? (args.ins === undefined ? args.transition : undefined))
    : (args.ins ?? (args.outs === undefined ? args.transition : undefined));
  const classes = transitionClasses(transition);
  const hasClasses = transitionClasses(args.ins).run.length + transitionClasses(args.outs).run.length + classes.run.length > 0;
  if (!hasClasses) {
    context.page.transitions.nextFrame(() => {
      apply();
      context.page.host.changed();
    });
    return;
  }
  if (!isVisible && context.eventType === "remove") return;
  runTransition(effect, {
    classes,
    ...(isVisible ? { atEnd: apply } : { atStart: apply }),
  });
}
