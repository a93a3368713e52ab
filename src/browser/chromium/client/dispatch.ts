import type { DispatchRequest } from "../helper-wire.js";
import { element } from "./elements.js";
import { deadline } from "./wait.js";

type EventClass = new (type: string, init: EventInit) => Event;

/** The classes of events, as Playwright chooses them: all others are plain events. Sites without TLS lack some of them. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/^(auxclick|(dbl)?click|mouse(down|leave|move|out|over|up|wheel))$/, "MouseEvent"],
  [/^(key(down|up|press)|textInput)$/, "KeyboardEvent"],
  [/^touch(start|move|end|cancel)$/, "TouchEvent"],
  [/^(pointer(over|out|enter|leave|down|up|move|cancel)|(got|lost)pointercapture)$/, "PointerEvent"],
  [/^(focus|blur)$/, "FocusEvent"],
  [/^(drag(start|end|over|enter|leave|exit)?|drop)$/, "DragEvent"],
  [/^wheel$/, "WheelEvent"],
  [/^deviceorientation(absolute)?$/, "DeviceOrientationEvent"],
  [/^devicemotion$/, "DeviceMotionEvent"],
];

/** Waits for the element and dispatches an event on it. */
export async function dispatch({ selector, type, init, limitMs }: DispatchRequest): Promise<null> {
  const target = await element(selector, deadline(limitMs));
  const [, name = "Event"] = CLASSES.find(([types]) => types.test(type)) ?? [];
  const made = (globalThis as unknown as Readonly<Record<string, EventClass | undefined>>)[name] ?? Event;
  target.dispatchEvent(new made(type, { bubbles: true, cancelable: true, composed: true, ...touchesOf(init, target) }));
  return null;
}

/** Touches arrive as plain objects. */
function touchesOf(init: DispatchRequest["init"], target: Element): EventInit {
  const made = Object.entries(init).map(([name, value]) => {
    const isList = /^(touches|targetTouches|changedTouches)$/.test(name) && Array.isArray(value);
    return [name, isList ? value.map((touch: TouchInit) => new Touch({ ...touch, target })) : value];
  });
  return Object.fromEntries(made) as EventInit;
}
