import { fileURLToPath } from "node:url";
import { LiveLoadError } from "./base/errors.js";
import { invalidOption, isRecord } from "./base/invalid-option.js";

/** Turns the path or `file:` URL of a module into a path. Throws `INVALID_OPTION` for anything else. */
export function modulePath(option: string, module: unknown): string {
  if (typeof module === "string" && module.trim() !== "" && !module.startsWith("file:")) return module;
  try {
    if ((typeof module === "string" && module !== "") || module instanceof URL) return fileURLToPath(module);
  } catch {
    throw invalidOption({ option, value: String(module), allowed: "paths and file: URLs of modules" });
  }
  throw new LiveLoadError("INVALID_OPTION", `${option} takes paths and URLs of modules, not ${kindOf(module)}`, {
    hint: "functions cannot be sent to other machines: give the path of the file that exports the scenario",
    details: { option, value: typeof module },
  });
}

function kindOf(value: unknown): string {
  if (typeof value === "string") return "an empty text";
  return isRecord(value) ? "scenarios themselves" : `${value === null ? "null" : typeof value}`;
}
