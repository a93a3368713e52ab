import type { PixelSize } from "./browser-options.js";
import type { Geolocation } from "./geolocation.js";

/** The largest side of a viewport. */
const MOST_PIXELS = 10_000;
const MOST_SCALE = 10;

/** `"1280x720"` or `{ width, height }`; `undefined` for anything else. */
export function parseViewport(raw: unknown): PixelSize | undefined {
  const given = typeof raw === "string" ? /^\s*(?<width>\d+)\s*[x×]\s*(?<height>\d+)\s*$/i.exec(raw)?.groups : raw;
  if (typeof given !== "object" || given === null) return undefined;
  const { width, height, ...rest } = given as Record<string, unknown>;
  const [w, h] = [sideOf(width), sideOf(height)];
  return w === undefined || h === undefined || Object.keys(rest).length > 0 ? undefined : { width: w, height: h };
}
const SIDE = { type: "integer", minimum: 1, maximum: MOST_PIXELS };
parseViewport.schema = {
  anyOf: [
    { type: "string", pattern: "^[1-9]\\d{0,3}x[1-9]\\d{0,3}$" },
    { type: "object", required: ["width", "height"], additionalProperties: false, properties: { width: SIDE, height: SIDE } },
  ],
};

function sideOf(raw: unknown): number | undefined {
  const side = typeof raw === "string" && /^\d+$/.test(raw) ? Number(raw) : raw;
  return Number.isInteger(side) && (side as number) >= 1 && (side as number) <= MOST_PIXELS ? (side as number) : undefined;
}

/** A number above 0 and up to 10. */
export function parseScale(raw: unknown): number | undefined {
  const scale = numberOf(raw);
  return scale !== undefined && scale > 0 && scale <= MOST_SCALE ? scale : undefined;
}
parseScale.schema = { type: "number", exclusiveMinimum: 0, maximum: MOST_SCALE };

/** `"52.52,13.40"`, with an accuracy as a third number, or `{ latitude, longitude, accuracy }`; `undefined` for anything else. */
export function parseGeolocation(raw: unknown): Geolocation | undefined {
  const [first, second, third, ...more] = typeof raw === "string" ? raw.split(",") : [];
  const given = typeof raw === "string" ? { latitude: first, longitude: second, accuracy: third } : raw;
  if (typeof given !== "object" || given === null || more.length > 0) return undefined;
  const { latitude, longitude, accuracy = 0, ...rest } = given as Record<string, unknown>;
  const [north, east, meters] = [numberOf(latitude), numberOf(longitude), numberOf(accuracy)];
  if (north === undefined || east === undefined || meters === undefined || Object.keys(rest).length > 0) return undefined;
  const isOnEarth = Math.abs(north) <= 90 && Math.abs(east) <= 180 && meters >= 0;
  return isOnEarth ? { latitude: north, longitude: east, accuracy: meters } : undefined;
}
const DEGREES = (most: number) => ({ type: "number", minimum: -most, maximum: most });
parseGeolocation.schema = {
  type: "object",
  required: ["latitude", "longitude"],
  additionalProperties: false,
  properties: { latitude: DEGREES(90), longitude: DEGREES(180), accuracy: { type: "number", minimum: 0 } },
};

function numberOf(raw: unknown): number | undefined {
  const value = typeof raw === "string" && /^\s*[-+]?\d+(\.\d+)?\s*$/.test(raw) ? Number(raw) : raw;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
