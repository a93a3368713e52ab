import { fileURLToPath, pathToFileURL } from "node:url";
import { stackOf } from "../errors.js";
import { stackPlace } from "./stack-place.js";

/** The folder of LiveLoad's own code. */
const OWN_FOLDER = fileURLToPath(new URL("../..", import.meta.url));

/** The place where the user's code threw, or called code that threw: `/path/of/file.ts:3:14`. `undefined` when unknown. */
export function userPlace(thrown: unknown): string | undefined {
  return stackPlace(stackOf(thrown) ?? "", (place) => place.startsWith(OWN_FOLDER));
}

/** A stack without the frames of LiveLoad's own code. */
export function withoutOwnCode(stack: string): string {
  const isOwn = (line: string) => line.includes(OWN_FOLDER) || line.includes(pathToFileURL(OWN_FOLDER).href);
  return stack
    .split("\n")
    .filter((line) => !isOwn(line))
    .join("\n");
}
