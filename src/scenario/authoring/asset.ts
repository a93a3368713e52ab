import { LiveLoadError } from "../../base/errors.js";
import { invalidOption } from "../../base/invalid-option.js";
import { enterPartFolder, inPartFolder } from "./part-folder.js";

/** The largest file that is sent to nodes. */
export const LARGEST_ASSET_BYTES = 64 * 1024 * 1024;

/** Returns the absolute path on this machine of a file that a scenario names. */
export type ResolveAsset = (path: string) => string;

const nowhere: ResolveAsset = () => {
  throw new LiveLoadError("INVALID_OPTION", "asset() is for scenarios: only they are sent to nodes with their files", {
    hint: "call it in a *.scenario.ts module",
  });
};
let resolveAsset = nowhere;

/**
 * Ships a file with the scenario to every node, such as a picture to upload. Call it at the top level of the module or in
 * `config`, so that the file is known before any node is started.
 * @param path relative to the scenario's file
 * @returns the file's absolute path on the machine that runs this code
 * @throws LiveLoadError `SCENARIO_LOAD_FAILED` when the file does not exist, `INVALID_OPTION` outside a scenario
 */
export function asset(path: string): string {
  if (typeof path !== "string" || path.trim() === "")
    throw invalidOption({ option: "path", label: "the path of an asset", value: path, allowed: "the path of a file" });
  return resolveAsset(inPartFolder(path));
}

/** Sets how the scenario that is loaded next resolves its assets. A process loads one scenario at a time. */
export function provideAssets(resolve: ResolveAsset): void {
  resolveAsset = resolve;
  enterPartFolder("");
}
