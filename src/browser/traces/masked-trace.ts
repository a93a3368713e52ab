import { MASK } from "../../base/secrets/known-secrets.js";
import { maskSecrets } from "../../base/secrets/mask-secrets.js";
import { isSecretName } from "../../base/secrets/secret-names.js";
import { withoutFieldSecrets } from "../page-snapshot.js";
import { inTurns } from "./in-turns.js";

/** A part of a form with files: its name, and what stands after the empty line. */
const FORM_PART = /(\bname="([^"\r\n]{1,200})"[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)([^\r\n]*)/g;
const SECRET_AUTOCOMPLETE = /password|one-time-code|cc-number|cc-csc/i;

/** A file of a Playwright trace that lists events, one a line as JSON, without secrets. */
export async function maskedEvents(text: string): Promise<string> {
  return (await inTurns(text.split("\n"), maskedEvent)).join("\n");
}

/** The body of a request or of an answer, without secrets. */
export async function maskedBody(text: string): Promise<string> {
  const withoutFields = withoutFieldSecrets(text).replace(FORM_PART, (all, head: string, name: string) =>
    isSecretName(name) ? `${head}${MASK}` : all,
  );
  // Secrets have no line breaks that bodies would not have, too.
  return (await inTurns(withoutFields.split(/(?<=\n)/), maskSecrets)).join("");
}

function maskedEvent(line: string): string {
  if (line === "") return line;
  try {
    return JSON.stringify(masked(JSON.parse(line), []));
  } catch {
    return maskSecrets(line);
  }
}

/** A value of an event; `path` names the properties that lead to it. */
function masked(value: unknown, path: readonly string[]): unknown {
  if (typeof value === "string") return isSecretName(path.at(-1) ?? "") ? MASK : maskSecrets(value);
  if (Array.isArray(value)) return isSecretField(value) ? maskedField(value) : value.map((item) => masked(item, path));
  if (typeof value !== "object" || value === null) return value;
  const isSecret = isSecretPair(value as Pair, path) || isSecretFill(value as Fill);
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => {
      const hides = isSecret && ["value", "text"].includes(key) && typeof held === "string";
      return [key, hides ? MASK : masked(held, [...path, key])];
    }),
  );
}

interface Pair {
  readonly name?: unknown;
  readonly value?: unknown;
}

/** Headers, cookies and form fields. */
function isSecretPair({ name, value }: Pair, path: readonly string[]): boolean {
  if (typeof name !== "string" || typeof value !== "string") return false;
  return path.at(-1) === "cookies" || isSecretName(name);
}

interface Fill {
  readonly selector?: unknown;
}

/** The text written into a field whose selector has a secret name. */
function isSecretFill({ selector }: Fill): boolean {
  return typeof selector === "string" && selector.split(/[^\w-]+/).some((word) => isSecretName(word));
}

/** An element of a snapshot: its name, its attributes, and what is in it. */
function isSecretField(element: readonly unknown[]): boolean {
  const [name, attributes] = element;
  if (name !== "INPUT" || typeof attributes !== "object" || attributes === null) return false;
  const { type, autocomplete, name: field, id } = attributes as Readonly<Record<string, unknown>>;
  const isSecret = (text: unknown) => typeof text === "string" && isSecretName(text);
  const completes = typeof autocomplete === "string" && SECRET_AUTOCOMPLETE.test(autocomplete);
  return type === "password" || completes || isSecret(field) || isSecret(id);
}

function maskedField([name, attributes, ...rest]: readonly unknown[]): unknown {
  const values = Object.entries(attributes as Readonly<Record<string, unknown>>).map(([key, held]) => [
    key,
    key === "value" || key === "__playwright_value_" ? MASK : held,
  ]);
  return [name, Object.fromEntries(values), ...rest];
}
