import { invalidOption, isRecord, refuseUnknownKeys } from "../invalid-option.js";
import { ARIA_ROLES, type AriaRole } from "./roles.js";

/** Options of `getByText`, `getByLabel`, `getByPlaceholder`, `getByAltText` and `getByTitle`. */
export interface TextOptions {
  /** Match the whole text, case-sensitively. Default: a part of it, in any case. No effect on regular expressions. */
  readonly exact?: boolean | undefined;
}

/** Options of `getByRole`: conditions for the elements with the role. */
export interface RoleOptions {
  /** The accessible name, or a part of it in any case. */
  readonly name?: string | RegExp | undefined;
  /** The accessible description, or a part of it in any case. */
  readonly description?: string | RegExp | undefined;
  /** Match the whole `name` and `description`, case-sensitively. Default `false`. */
  readonly exact?: boolean | undefined;
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly expanded?: boolean | undefined;
  readonly pressed?: boolean | undefined;
  readonly selected?: boolean | undefined;
  /** The level of a heading, list item, row or tree item, from 1. */
  readonly level?: number | undefined;
  /** Include elements that are hidden from assistive technology. Default `false`. */
  readonly includeHidden?: boolean | undefined;
}

/** Options of `getByTestId`. */
export interface TestIdOptions {
  /** The attribute that holds the id. Default `"data-testid"`. */
  readonly attribute?: string | undefined;
}

/** An option or argument of a locator function, for errors. */
interface Given {
  readonly of: string;
  readonly option: string;
  readonly value: unknown;
}

/** Options without unknown keys; throws `INVALID_OPTION` otherwise. */
export function checkedOptions<T extends object>(
  of: string,
  options: T | undefined,
  known: readonly (keyof T & string)[],
): Partial<T> {
  if (options === undefined) return {};
  if (!isRecord(options)) throw invalid({ of, option: "options", value: options }, "an object");
  refuseUnknownKeys(options, known, of);
  return options;
}

export function checkText(given: Given): string | RegExp {
  const { value } = given;
  if (typeof value === "string" || value instanceof RegExp) return value;
  throw invalid(given, "a text or a regular expression");
}

export function checkYesOrNo(given: Given): boolean {
  if (typeof given.value === "boolean") return given.value;
  throw invalid(given, "true or false");
}

export function checkRole(value: unknown): AriaRole {
  const role = ARIA_ROLES.find((one) => one === value);
  if (role !== undefined) return role;
  throw invalid({ of: "getByRole", option: "role", value }, `a role of ARIA: ${ARIA_ROLES.join(", ")}`);
}

export function checkNumber(given: Given, least: number): number {
  const { value } = given;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw invalid(given, least > 0 ? `a whole number from ${least}` : "a whole number");
}

export function checkAttribute(given: Given): string {
  const { value } = given;
  if (typeof value === "string" && /^[\w-]+$/.test(value)) return value;
  throw invalid(given, "the name of an attribute");
}

/** The error about an argument or option of a locator. */
export function invalid({ of, option, value }: Given, allowed: string): Error {
  return invalidOption({ option, label: `${option} of ${of}`, value: value instanceof RegExp ? String(value) : value, allowed });
}
