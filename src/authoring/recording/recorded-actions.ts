import type { ChangeStep, ClickStep, DoubleClickStep, HoverStep, ScrollStep } from "@puppeteer/replay";
import { CodeValue, type DraftValue } from "../draft/draft-values.js";
import type { DraftStep } from "../draft/scenario-draft.js";
import { isList, isPassword, recordedTarget } from "./recorded-target.js";
import { lost, type StepOptions } from "./step-words.js";

const NO_TARGET = "none of its selectors can be said with a locator";

/** The user's device as a recording describes it. */
export interface RecordedDevice {
  readonly hasTouch: boolean;
}

const BUTTONS: Readonly<Record<string, string>> = { auxiliary: "middle", secondary: "right" };
/** Shorter presses are clicks like any other. */
const LONG_PRESS_MS = 500;

/** A click or double click. Where in the element it was is left out: sizes differ, and steps find a point that can be clicked. */
export function pointerStep(
  step: ClickStep | DoubleClickStep,
  options: StepOptions,
  device: RecordedDevice,
): readonly DraftStep[] {
  const target = recordedTarget(step);
  const { button = "primary", deviceType = "mouse", duration } = step;
  const isDouble = step.type === "doubleClick";
  if (target === undefined) return [lost(step, NO_TARGET)];
  if (button === "back" || button === "forward")
    return [
      lost(
        step,
        `there is no click with the button ${button}; if it left the page, use .${button === "back" ? "goBack" : "goForward"}()`,
      ),
    ];
  const isTap = deviceType === "touch" && device.hasTouch && !isDouble;
  const own: Record<string, DraftValue> = { ...options };
  if (!isTap && button !== "primary") own.button = BUTTONS[button] ?? button;
  if (!isTap && duration !== undefined && duration >= LONG_PRESS_MS) own.delay = duration;
  const notes = [
    ...(deviceType === "pen" ? ["It was a pen, which clicks as a mouse here."] : []),
    ...(deviceType === "touch" && !isTap ? ["It was a touch, which is a click here: the recording has no touch screen."] : []),
    ...(isOnCanvas(step)
      ? [`It was at (${step.offsetX}, ${step.offsetY}) in the element: add { position: { x: …, y: … } } if that matters.`]
      : []),
  ];
  const name = isTap ? "tap" : isDouble ? "dblclick" : "click";
  const call = { kind: "call", step: name, target, options: own } as const;
  return [notes.length === 0 ? call : { ...call, comment: notes.join("\n") }];
}

function isOnCanvas({ selectors }: ClickStep | DoubleClickStep): boolean {
  return selectors.flat().some((one) => /canvas|svg|map/i.test(one));
}

export function hoverStep(step: HoverStep, options: StepOptions): DraftStep {
  const target = recordedTarget(step);
  return target === undefined ? lost(step, NO_TARGET) : { kind: "call", step: "hover", target, options };
}

/** A field with a new value. */
export function changeStep(step: ChangeStep, options: StepOptions): DraftStep {
  const target = recordedTarget(step, true);
  const { value } = step;
  if (target === undefined) return lost(step, NO_TARGET);
  const [, file] = /^[A-Z]:\\fakepath\\(.+)$/i.exec(value) ?? [];
  if (file !== undefined)
    return lost(
      step,
      `the recording does not have the file: put ${file} beside this scenario, and add .setInputFiles(…, asset(${JSON.stringify(`./${file}`)}))`,
    );
  if (isList(step)) return { kind: "call", step: "selectOption", target, args: [value], options };
  const call = { kind: "call", step: "fill", target, args: [value], options } as const;
  if (!isPassword(step)) return call;
  return {
    ...call,
    comment: "This looks like a password: take it from an option, as config.password, to keep it out of this file.",
  };
}

/** Scrolls the page or an element to a place. */
export function scrollStep(step: ScrollStep, options: StepOptions): DraftStep {
  const { x = 0, y = 0, frame = [] } = step;
  if (!("selectors" in step) || step.selectors === undefined) {
    if (frame.length > 0) return lost(step, "functions run in the page itself, not in its frames");
    return { kind: "call", step: "evaluate", args: [new CodeValue("(x, y) => window.scrollTo(x, y)"), x, y] };
  }
  const target = recordedTarget(step);
  if (target === undefined) return lost(step, NO_TARGET);
  const [only] = target.parts;
  if (frame.length === 0 && target.parts.length === 1 && only?.by === "css" && !only.selector.startsWith("xpath=")) {
    const code = new CodeValue("(selector, x, y) => document.querySelector(selector)?.scrollTo(x, y)");
    return { kind: "call", step: "evaluate", args: [code, only.selector, x, y] };
  }
  const comment = `It was scrolled to (${x}, ${y}).`;
  return { kind: "call", step: "scrollIntoViewIfNeeded", target, options, comment };
}
