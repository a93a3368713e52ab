import type { Bounds } from "../../page-operations.js";
import type { ProtocolSession } from "../protocol/protocol-session.js";
import { inputOptions } from "./input-options.js";
import type { KeyboardInput } from "./keyboard-input.js";
import type { Point } from "./point.js";

interface TapParts {
  readonly session: ProtocolSession;
  readonly keyboard: KeyboardInput;
  readonly bounds: Bounds;
}

/** Touches the page at a point for a moment. */
export async function tapAt({ x, y }: Point, { session, keyboard, bounds }: TapParts): Promise<void> {
  const modifiers = keyboard.modifierBits;
  const touch = (type: "touchStart" | "touchEnd", touchPoints: Point[]) =>
    session.request(inputOptions(bounds), "Input.dispatchTouchEvent", { type, modifiers, touchPoints });
  await Promise.all([touch("touchStart", [{ x, y }]), touch("touchEnd", [])]);
}
