import { filledTextParameter, type StepDefinition, textParameter } from "../step-call.js";
import { actionStep } from "./action-step.js";
import { pageStep, SELECTOR } from "./page-steps.js";

const KEY = filledTextParameter("key");
const TEXT = textParameter("text");

/** Steps of the keyboard: on an element, and on whatever has the focus. */
export const KEYBOARD_STEPS = {
  press: actionStep([SELECTOR, KEY], ["delay", "settle"], (page, [selector, key], { options }) =>
    page.keyboard.pressOn(selector, key, options),
  ),
  pressSequentially: actionStep([SELECTOR, TEXT], ["delay", "settle"], (page, [selector, text], { options }) =>
    page.keyboard.typeInto(selector, text, options),
  ),
  selectText: actionStep([SELECTOR], ["force"], (page, [selector], { options }) => page.keyboard.selectText(selector, options)),
  "keyboard.down": pageStep([KEY], (page, [key], { options }) => page.keyboard.down(key, options)),
  "keyboard.up": pageStep([KEY], (page, [key], { options }) => page.keyboard.up(key, options)),
  "keyboard.press": actionStep([KEY], ["delay"], (page, [key], { options }) => page.keyboard.press(key, options)),
  "keyboard.type": actionStep([TEXT], ["delay"], (page, [text], { options }) => page.keyboard.type(text, options)),
  "keyboard.insertText": pageStep([TEXT], (page, [text], { options }) => page.keyboard.insertText(text, options)),
} as const satisfies Readonly<Record<string, StepDefinition>>;
