/** Where an element is in relation to another one, by Playwright's layout selectors; larger is farther. */
export type Distance = (of: DOMRect, from: DOMRect, limit: number | undefined) => number | undefined;

/** How far `near` looks, in CSS pixels, unless it says otherwise. */
const NEAR = 50;

export const LAYOUT: Readonly<Record<string, Distance | undefined>> = {
  "right-of": (of, from, limit) => beside(of.left - from.right, across(of, from, "y"), limit),
  "left-of": (of, from, limit) => beside(from.left - of.right, across(of, from, "y"), limit),
  above: (of, from, limit) => beside(from.top - of.bottom, across(of, from, "x"), limit),
  below: (of, from, limit) => beside(of.top - from.bottom, across(of, from, "x"), limit),
  near: (of, from, limit = NEAR) => {
    const gaps = [of.left - from.right, from.left - of.right, from.top - of.bottom, of.top - from.bottom];
    const distance = gaps.reduce((sum, gap) => sum + Math.max(0, gap), 0);
    return distance > limit ? undefined : distance;
  },
};

function beside(gap: number, offset: number, limit = Number.POSITIVE_INFINITY): number | undefined {
  return gap < 0 || gap > limit ? undefined : gap + offset;
}

/** How much of the other box's extent the element leaves out. */
function across(of: DOMRect, from: DOMRect, axis: "x" | "y"): number {
  const [start, end] = axis === "y" ? (["top", "bottom"] as const) : (["left", "right"] as const);
  return Math.max(0, from[end] - of[end]) + Math.max(0, of[start] - from[start]);
}
