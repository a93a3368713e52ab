import { fileURLToPath } from "node:url";
import { stackOf } from "./errors.js";

/** Where our own code lies. */
const OWN_FOLDER = fileURLToPath(new URL("..", import.meta.url));
const FRAME = /^\s+at (?:.*\()?(?:file:\/\/)?(\/[^()]+:\d+:\d+)\)?$/;

/** Where the user's own code threw, or called what threw: `/path/of/file.ts:3:14`; `undefined` when the stack does not say. */
export function userPlace(thrown: unknown): string | undefined {
  const places = (stackOf(thrown) ?? "").split("\n").map((line) => FRAME.exec(line)?.[1]);
  return places.find((place) => place !== undefined && !place.startsWith(OWN_FOLDER) && !place.includes("/node_modules/"));
}
