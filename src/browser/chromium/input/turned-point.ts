import type { FrameSize } from "../helper-wire.js";
import type { Point } from "./point.js";

/** Drawn corners of a frame's content: x and y of top left, top right, bottom right and bottom left. */
type Quad = readonly number[];

/**
 * Maps a point of a frame's document to where it is drawn: the projective map of the unit square onto a quadrilateral
 * (P. Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, 2.2.3).
 */
export function drawnPoint(quad: Quad, size: FrameSize, { x, y }: Point): Point {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = quad;
  const [u, v] = [x / size.width, y / size.height];
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const determinant = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / determinant;
  const h = (dx1 * sy - sx * dy1) / determinant;
  const depth = g * u + h * v + 1;
  return {
    x: ((x1 - x0 + g * x1) * u + (x3 - x0 + h * x3) * v + x0) / depth,
    y: ((y1 - y0 + g * y1) * u + (y3 - y0 + h * y3) * v + y0) / depth,
  };
}
