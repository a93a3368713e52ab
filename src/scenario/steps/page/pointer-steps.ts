import type { StepDefinition } from "../step-call.js";
import { actionStep } from "./action-step.js";
import { elementParameter, pageStep, SELECTOR } from "./page-steps.js";

const CHECK = ["force", "trial", "position"] as const;
const HOVER = [...CHECK, "modifiers"] as const;
const TAP = [...HOVER, "settle"] as const;
const DOUBLE_CLICK = [...TAP, "button", "delay"] as const;
const CLICK = [...DOUBLE_CLICK, "clickCount"] as const;
const DRAG = ["force", "trial", "sourcePosition", "targetPosition", "steps", "settle"] as const;

/** Steps of the pointer on elements. */
export const POINTER_STEPS = {
  click: actionStep([SELECTOR], CLICK, async (page, [selector], { options, held }) => {
    if ((await page.pointer.click(selector, options)).wasHeld) held();
  }),
  dblclick: actionStep([SELECTOR], DOUBLE_CLICK, async (page, [selector], { options, held }) => {
    if ((await page.pointer.dblclick(selector, options)).wasHeld) held();
  }),
  tap: actionStep([SELECTOR], TAP, async (page, [selector], { options, held }) => {
    if ((await page.pointer.tap(selector, options)).wasHeld) held();
  }),
  check: actionStep([SELECTOR], [...CHECK, "settle"], (page, [selector], { options }) => page.pointer.check(selector, options)),
  uncheck: actionStep([SELECTOR], [...CHECK, "settle"], (page, [selector], { options }) =>
    page.pointer.uncheck(selector, options),
  ),
  hover: actionStep([SELECTOR], HOVER, (page, [selector], { options }) => page.pointer.hover(selector, options)),
  dragAndDrop: actionStep([elementParameter("source"), elementParameter("target")], DRAG, (page, [source, target], { options }) =>
    page.pointer.dragAndDrop(source, target, options),
  ),
  scrollIntoViewIfNeeded: pageStep([SELECTOR], (page, [selector], { options }) =>
    page.pointer.scrollIntoViewIfNeeded(selector, options),
  ),
} as const satisfies Readonly<Record<string, StepDefinition>>;
