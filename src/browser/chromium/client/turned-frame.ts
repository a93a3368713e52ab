import type { FrameSize } from "../helper-wire.js";
import { composedParent } from "./conditions.js";

/** An element that shows a document. */
export type FrameElement = HTMLIFrameElement | HTMLFrameElement;

export function isFrame(element: Element): element is FrameElement {
  return element instanceof HTMLIFrameElement || element instanceof HTMLFrameElement;
}

/** True if the frame or an ancestor is rotated, skewed, mirrored or in 3D: its points cannot be computed from its box then. */
export function isTurned(frame: FrameElement): boolean {
  for (let one: Element | null = frame; one !== null; one = composedParent(one)) {
    const { transform, rotate, scale, offsetPath } = getComputedStyle(one);
    if (rotate !== "none" || offsetPath !== "none" || scale.includes("-")) return true;
    if (transform === "none") continue;
    const { is2D, a, b, c, d } = new DOMMatrix(transform);
    if (!is2D || b !== 0 || c !== 0 || a < 0 || d < 0) return true;
  }
  return false;
}

/** Size of the frame's document: the frame without borders and padding. */
export function sizeOf(frame: FrameElement): FrameSize {
  const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(frame);
  const without = (size: number, ...paddings: readonly string[]) =>
    paddings.reduce((left, padding) => left - Number.parseFloat(padding), size);
  return {
    width: without(frame.clientWidth, paddingLeft, paddingRight),
    height: without(frame.clientHeight, paddingTop, paddingBottom),
  };
}
