import { LiveLoadError } from "../../base/errors.js";
import { invalidOption } from "../../base/invalid-option.js";
import { enterPartFolder, inPartFolder } from "./part-folder.js";

/** Gives the path on this machine of a file that a scenario names. */
export type ResolveAsset = (path: string) => string;

const nowhere: ResolveAsset = () => {
  throw new LiveLoadError("INVALID_OPTION", "asset() is for scenarios: only they are sent to nodes with their files", {
    hint: "call it in a *.scenario.ts module",
  });
};
let resolveAsset = nowhere;

/**
 * A file that goes with the scenario to every node: a list of users, a picture to upload. Returns its absolute path on the
 * machine that this runs on. Paths are relative to the scenario's file. Call it where the module is loaded or in `config`,
 * so that the file is known before any node is started.
 * @throws LiveLoadError `SCENARIO_LOAD_FAILED` when there is no such file
 */
export function asset(path: string): string {
  if (typeof path !== "string" || path.trim() === "")
    throw invalidOption({ option: "path", label: "the path of an asset", value: path, allowed: "the path of a file" });
  return resolveAsset(inPartFolder(path));
}

/** Says where the scenario that is loaded next finds its files; scenarios of a process are loaded one after another. */
export function provideAssets(resolve: ResolveAsset): void {
  resolveAsset = resolve;
  enterPartFolder("");
}
