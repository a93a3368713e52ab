import type { Parameter, StepDefinition } from "../step-call.js";
import { actionStep } from "./action-step.js";
import { pageStep } from "./page-steps.js";

const X = pixelParameter("x");
const Y = pixelParameter("y");

const BUTTON = ["button", "clickCount"] as const;

/** Steps of the mouse, at points of the viewport. */
export const MOUSE_STEPS = {
  "mouse.move": actionStep([X, Y], ["steps"], (page, [x, y], { options }) => page.mouse.move({ x, y }, options)),
  "mouse.down": actionStep([], BUTTON, (page, _none, { options }) => page.mouse.down(options)),
  "mouse.up": actionStep([], BUTTON, (page, _none, { options }) => page.mouse.up(options)),
  "mouse.click": actionStep([X, Y], [...BUTTON, "delay"], (page, [x, y], { options }) => page.mouse.click({ x, y }, options)),
  "mouse.dblclick": actionStep([X, Y], ["button", "delay"], (page, [x, y], { options }) =>
    page.mouse.click({ x, y }, { ...options, clickCount: 2 }),
  ),
  "mouse.wheel": pageStep([pixelParameter("deltaX"), pixelParameter("deltaY")], (page, [x, y], { options }) =>
    page.mouse.wheel({ x, y }, options),
  ),
} as const satisfies Readonly<Record<string, StepDefinition>>;

function pixelParameter(name: string): Parameter<number> {
  return { name, allowed: "a number of pixels", accepts: (value): value is number => Number.isFinite(value) };
}
