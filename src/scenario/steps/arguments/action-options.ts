import {
  KEYBOARD_MODIFIERS,
  type KeyboardModifier,
  MOUSE_BUTTONS,
  type MouseButton,
  type Position,
} from "../../ports/pointer.js";
import { checkDuration, misfit } from "../step-call.js";

/** Options of actions, as the page takes them. */
export interface ActionOptions {
  readonly force?: boolean;
  readonly trial?: boolean;
  readonly position?: Position;
  readonly sourcePosition?: Position;
  readonly targetPosition?: Position;
  readonly modifiers?: readonly KeyboardModifier[];
  readonly button?: MouseButton;
  readonly clickCount?: number;
  readonly steps?: number;
  readonly delayMs?: number;
}

/** Checks the options of an action among those that a step was given; those that are absent stay so. */
export function actionOptions(given: Readonly<Record<string, unknown>>): ActionOptions {
  const options: Record<string, unknown> = {};
  for (const [name, { allowed, accepts }] of Object.entries(KINDS)) {
    const value = given[name];
    if (value === undefined) continue;
    if (!accepts(value)) throw new TypeError(misfit({ name, allowed }, value));
    options[name] = value;
  }
  if (given.delay !== undefined) options.delayMs = checkDuration("delay", given.delay);
  return options;
}

interface Kind {
  readonly allowed: string;
  readonly accepts: (value: unknown) => boolean;
}

const FLAG: Kind = { allowed: "true or false", accepts: (value) => typeof value === "boolean" };
const COUNT: Kind = { allowed: "a whole number from 1", accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 1 };
const POSITION: Kind = { allowed: "{ x, y }, two numbers of pixels", accepts: isPosition };

const KINDS: Readonly<Record<Exclude<keyof ActionOptions, "delayMs">, Kind>> = {
  force: FLAG,
  trial: FLAG,
  position: POSITION,
  sourcePosition: POSITION,
  targetPosition: POSITION,
  modifiers: {
    allowed: `a list of ${KEYBOARD_MODIFIERS.join(", ")}`,
    accepts: (value) => Array.isArray(value) && value.every((one) => KEYBOARD_MODIFIERS.includes(one as KeyboardModifier)),
  },
  button: { allowed: MOUSE_BUTTONS.join(", "), accepts: (value) => MOUSE_BUTTONS.includes(value as MouseButton) },
  clickCount: COUNT,
  steps: COUNT,
};

function isPosition(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { x, y, ...rest } = value as Record<string, unknown>;
  return Number.isFinite(x) && Number.isFinite(y) && Object.keys(rest).length === 0;
}
