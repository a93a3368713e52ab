import { describe, expect, it } from "vitest";
import { drawnPoint } from "./turned-point.js";

const size = { width: 200, height: 100 };
const at = (quad: readonly number[], x: number, y: number) => {
  const point = drawnPoint(quad, size, { x, y });
  return [Math.round(point.x * 1000) / 1000, Math.round(point.y * 1000) / 1000];
};

describe("a point of a frame", () => {
  it.each([
    ["as it is", [10, 20, 210, 20, 210, 120, 10, 120], [60, 30], [70, 50]],
    ["turned by 90°", [110, 0, 110, 200, 10, 200, 10, 0], [50, 10], [100, 50]],
    ["mirrored", [200, 0, 0, 0, 0, 100, 200, 100], [50, 25], [150, 25]],
    ["skewed", [0, 0, 200, 0, 250, 100, 50, 100], [100, 50], [125, 50]],
  ])("is drawn where the frame is: %s", (_, quad, [x = 0, y = 0], expected) => {
    expect(at(quad, x, y)).toEqual(expected);
  });

  it("is drawn in perspective: what is farther away is nearer to its neighbours", () => {
    const trapezium = [0, 0, 200, 50, 200, 150, 0, 200];
    expect(at(trapezium, 0, 0)).toEqual([0, 0]);
    expect(at(trapezium, 200, 100)).toEqual([200, 150]);
    // Where the diagonals cross is the middle.
    expect(at(trapezium, 100, 50)).toEqual([133.333, 100]);
  });
});
