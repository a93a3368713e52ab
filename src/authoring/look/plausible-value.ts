import type { SeenControl } from "./page-sight.js";

/** Values by type of input; those of dates are in the past, and exist on every calendar. */
const BY_TYPE: Readonly<Record<string, string>> = {
  email: "ada@example.test",
  tel: "+15550100",
  url: "https://example.test",
  search: "test",
  number: "1",
  range: "1",
  date: "2026-01-15",
  "datetime-local": "2026-01-15T12:00",
  month: "2026-01",
  week: "2026-W03",
  time: "12:00",
  color: "#336699",
};

const BY_WORD: readonly (readonly [word: RegExp, value: string])[] = [
  [/e-?mail/i, "ada@example.test"],
  [/phone|tel(?![a-z])|mobile/i, "+15550100"],
  [/zip|postal|postcode/i, "10115"],
  [/url|website|homepage/i, "https://example.test"],
  [/first.?name|given.?name/i, "Ada"],
  [/last.?name|family.?name|surname/i, "Lovelace"],
  [/user.?name|login/i, "ada"],
  [/name/i, "Ada Lovelace"],
  [/city|town/i, "London"],
  [/country/i, "United Kingdom"],
  [/street|address/i, "1 Example Street"],
  [/amount|quantity|number|(?<![a-z])(?:count|age)(?![a-z])/i, "1"],
  [/search|query|filter|(?<![a-z])q(?![a-z])/i, "test"],
];

const NEVER_FILLED = ["password", "file", "hidden", "checkbox", "radio", "submit", "button", "reset", "image"];
const SECRET_WORD = /pass(word|phrase|code)|secret|token|otp|pin(?![a-z])|cvc|cvv|card|iban|account.?number/i;

/** What a person could write into the field; `undefined` if nothing can be said of it, or it is a secret. */
export function plausibleValue(control: SeenControl): string | undefined {
  const { tag, type, field, id, name, label, placeholder, autocomplete, limits } = control;
  if (!["input", "textarea"].includes(tag) || NEVER_FILLED.includes(type)) return undefined;
  const words = [autocomplete, field, id, label, name, placeholder].join(" ");
  if (SECRET_WORD.test(words)) return undefined;
  const value = BY_TYPE[type] ?? BY_WORD.find(([word]) => word.test(words))?.[1] ?? "test";
  return fitted(value, type, limits);
}

function fitted(value: string, type: string, { min, max, maxLength, pattern }: SeenControl["limits"]): string | undefined {
  if (type === "number" || type === "range") {
    const [least, most] = [min === "" ? -Infinity : Number(min), max === "" ? Infinity : Number(max)];
    return String(Math.min(Math.max(Number(value), least), most));
  }
  if ((min !== "" && value < min) || (max !== "" && value > max)) return min === "" ? max : min;
  const cut = maxLength >= 0 ? value.slice(0, maxLength) : value;
  return pattern === "" || fits(pattern, cut) ? cut : undefined;
}

function fits(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "v").test(value);
  } catch {
    return false;
  }
}
