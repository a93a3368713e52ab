import { fileURLToPath } from "node:url";
import { stackOf } from "../errors.js";
import { stackPlace } from "./stack-place.js";

/** Where our own code lies. */
const OWN_FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/** Where the user's own code threw, or called what threw: `/path/of/file.ts:3:14`; `undefined` when the stack does not say. */
export function userPlace(thrown: unknown): string | undefined {
  return stackPlace(stackOf(thrown) ?? "", (place) => place.startsWith(OWN_FOLDER));
}
