import type { FormControl } from "../dom/field.js";
import { type HTMLFormElement, HTMLInputElement, HTMLTextAreaElement } from "../dom/form-elements.js";
import { HTMLSelectElement } from "../dom/select-elements.js";

/** A field that keeps its form from being submitted, and why: `is required`. */
export interface InvalidField {
  readonly field: FormControl;
  readonly why: string;
}

/** The first field of the form that a browser would refuse. */
export function firstInvalid(form: HTMLFormElement): InvalidField | undefined {
  for (const field of form.elements) {
    const why = faultOf(field);
    if (why !== undefined) return { field, why };
  }
  return undefined;
}

function faultOf(field: FormControl): string | undefined {
  if (field.isDisabled || field.readOnly || field.closest("datalist") !== null) return undefined;
  if (field instanceof HTMLInputElement) return inputFault(field);
  if (field instanceof HTMLSelectElement) return field.required && isUnchosen(field) ? REQUIRED : undefined;
  if (field instanceof HTMLTextAreaElement) return field.required && field.value === "" ? REQUIRED : lengthFault(field);
  return undefined;
}

const REQUIRED = "is required";

/** The placeholder, an empty first option, does not count as chosen. */
function isUnchosen(list: HTMLSelectElement): boolean {
  return list.selectedOptions.every(({ value, isDisabled }) => value === "" || isDisabled);
}

function inputFault(input: HTMLInputElement): string | undefined {
  const { type, value, required } = input;
  if (/^(hidden|button|reset|submit|image)$/.test(type)) return undefined;
  if (type === "checkbox") return required && !input.checked ? REQUIRED : undefined;
  if (type === "radio") {
    const group = input.radioGroup();
    return group.some((one) => one.required) && !group.some(({ checked }) => checked) ? REQUIRED : undefined;
  }
  if (type === "file") return required && input.files.length === 0 ? REQUIRED : undefined;
  if (value === "") return required && type !== "range" && type !== "color" ? REQUIRED : undefined;
  return typeFault(input) ?? patternFault(input) ?? limitFault(input) ?? lengthFault(input);
}

const EMAIL = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;

function typeFault({ type, value, multiple }: HTMLInputElement): string | undefined {
  if (type === "email" && !(multiple ? value.split(",") : [value]).every((one) => EMAIL.test(one))) return "is no e-mail address";
  return type === "url" && !URL.canParse(value) ? "is no absolute URL" : undefined;
}

function patternFault(input: HTMLInputElement): string | undefined {
  const pattern = input.getAttribute("pattern");
  if (pattern === null || !/^(text|search|url|tel|email|password)$/.test(input.type)) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`, "v").test(input.value) ? undefined : `does not match the pattern ${pattern}`;
  } catch {
    // Browsers ignore what is no regular expression.
    return undefined;
  }
}

function limitFault(input: HTMLInputElement): string | undefined {
  if (!/^(number|date|month|week|time|datetime-local)$/.test(input.type)) return undefined;
  const [min, max] = [limitOf(input, "min"), limitOf(input, "max")];
  const value = comparable(input, input.value);
  if (min !== undefined && value < min) return `is less than ${input.getAttribute("min")}`;
  if (max !== undefined && value > max) return `is more than ${input.getAttribute("max")}`;
  return input.type === "number" ? stepFault(input) : undefined;
}

function stepFault(input: HTMLInputElement): string | undefined {
  const step = Number(input.getAttribute("step") ?? "1");
  if (!(step > 0)) return input.getAttribute("step")?.toLowerCase() === "any" ? undefined : stepFaultOf(input, 1);
  return stepFaultOf(input, step);
}

function stepFaultOf(input: HTMLInputElement, step: number): string | undefined {
  const base = Number(input.getAttribute("min") ?? input.getAttribute("value") ?? "0") || 0;
  const steps = (Number(input.value) - base) / step;
  return Math.abs(steps - Math.round(steps)) > 1e-6 ? `is not on a step of ${step}` : undefined;
}

function limitOf(input: HTMLInputElement, name: "min" | "max"): number | string | undefined {
  const given = input.getAttribute(name);
  return given === null || given === "" ? undefined : comparable(input, given);
}

/** Dates compare as their texts do. */
function comparable({ type }: HTMLInputElement, value: string): number | string {
  return type === "number" ? Number(value) : value;
}

/** What the attributes say counts only for text that a person has changed. */
function lengthFault(field: HTMLInputElement | HTMLTextAreaElement): string | undefined {
  const { value } = field;
  if (value === "" || value === field.defaultValue) return undefined;
  const [least, most] = [Number(field.getAttribute("minlength") ?? 0), Number(field.getAttribute("maxlength") ?? Number.NaN)];
  if (value.length < least) return `has fewer than ${least} characters`;
  return value.length > most ? `has more than ${most} characters` : undefined;
}
