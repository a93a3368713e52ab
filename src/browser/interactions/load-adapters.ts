import { pathToFileURL } from "node:url";
import { LiveLoadError } from "../../base/errors.js";
import type { InteractionAdapter } from "./interaction-adapter.js";

const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const FUNCTIONS = ["page", "sent", "received", "reads"] as const;

/**
 * Loads the modules of a scenario that export interaction adapters as their default.
 * @throws LiveLoadError `INVALID_OPTION` for a module that cannot be loaded or exports something else
 */
export async function loadAdapters(paths: readonly string[]): Promise<readonly InteractionAdapter[]> {
  return Promise.all([...new Set(paths)].map(load));
}

async function load(path: string): Promise<InteractionAdapter> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (error) {
    throw refused(path, `${path} cannot be loaded: ${String(error)}`, error);
  }
  const problem = problemOf(module.default);
  if (problem === undefined) return module.default as InteractionAdapter;
  throw refused(path, `the default export of ${path} is no interaction adapter: ${problem}`);
}

function problemOf(given: unknown): string | undefined {
  if (typeof given !== "object" || given === null) return "it is no object";
  const { name, signs, ...rest } = given as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || !NAME.test(name)) return "its name is not of lower-case letters, digits and -";
  const isList = Array.isArray(signs) && signs.every((sign) => typeof sign === "string");
  if (signs !== undefined && !isList) return "its signs are no list of texts";
  const unknown = Object.keys(rest).find((key) => !(FUNCTIONS as readonly string[]).includes(key));
  if (unknown !== undefined) return `it has a member ${unknown}`;
  const wrong = FUNCTIONS.find((key) => rest[key] !== undefined && typeof rest[key] !== "function");
  return wrong === undefined ? undefined : `its ${wrong} is no function`;
}

function refused(path: string, message: string, cause?: unknown): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", message, {
    hint: "see docs/extending.md",
    details: { option: "interactionAdapters", value: path },
    ...(cause === undefined ? {} : { cause }),
  });
}
