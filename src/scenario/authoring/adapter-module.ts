import { pathToFileURL } from "node:url";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { callUserCode, type UserCodeLimits } from "../../base/user-code.js";

const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const FUNCTIONS = ["page", "sent", "received", "reads"] as const;

/**
 * Loads a module of a scenario whose default export is an interaction adapter, and returns that.
 * @param file its absolute path
 * @param shown what it is called in messages
 * @param limits how long its code may take
 * @throws LiveLoadError `INVALID_OPTION` for a module that cannot be loaded or exports something else
 */
export async function adapterOfModule(file: string, shown = file, limits: UserCodeLimits = {}): Promise<object> {
  let module: { readonly default?: unknown };
  try {
    module = await callUserCode(() => import(pathToFileURL(file).href) as Promise<typeof module>, limits);
  } catch (error) {
    if (limits.signal?.aborted === true) throw error;
    throw refusedAdapter(shown, `${shown} cannot be loaded: ${messageOf(error)}`, error);
  }
  if (!("default" in module)) throw refusedAdapter(shown, `${shown} has no default export`);
  const problem = problemOf(module.default);
  if (problem === undefined) return module.default as object;
  throw refusedAdapter(shown, `the default export of ${shown} is no interaction adapter: ${problem}`);
}

/** The error for a module that is no adapter. */
export function refusedAdapter(shown: string, message: string, cause?: unknown): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", message, {
    hint: 'interactionAdapters: [asset("./my-adapter.js")], see docs/extending.md',
    details: { option: "interactionAdapters", value: shown },
    ...(cause === undefined ? {} : { cause }),
  });
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
