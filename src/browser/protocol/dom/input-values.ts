/** The types of `<input>`. */
export const INPUT_TYPES: ReadonlySet<string> = new Set([
  "button",
  "checkbox",
  "color",
  "date",
  "datetime-local",
  "email",
  "file",
  "hidden",
  "image",
  "month",
  "number",
  "password",
  "radio",
  "range",
  "reset",
  "search",
  "submit",
  "tel",
  "text",
  "time",
  "url",
  "week",
]);

interface Input {
  readonly type: string;
  readonly multiple: boolean;
  getAttribute(name: string): string | null;
}

const FORMS: Readonly<Record<string, RegExp>> = {
  date: /^\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  month: /^\d{4,}-(0[1-9]|1[0-2])$/,
  week: /^\d{4,}-W(0[1-9]|[1-4]\d|5[0-3])$/,
  time: /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$/,
  "datetime-local": /^\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$/,
};

/** The value as the input keeps it, after https://html.spec.whatwg.org/#value-sanitization-algorithm; what it refuses becomes empty. */
export function cleanValue(input: Input, value: string): string {
  switch (input.type) {
    case "text":
    case "search":
    case "tel":
    case "password":
      return value.replace(/[\r\n]/g, "");
    case "url":
      return value.replace(/[\r\n]/g, "").trim();
    case "email":
      return emails(input, value);
    case "number":
      return isNumber(value) ? value : "";
    case "range":
      return inRange(input, value);
    case "color":
      return /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : "#000000";
    case "datetime-local":
      return isDate(input.type, value) ? value.replace(" ", "T") : "";
    default:
      return FORMS[input.type] === undefined || isDate(input.type, value) ? value : "";
  }
}

/** A number as HTML writes it. */
function isNumber(value: string): boolean {
  return /^-?(\d+|\d*\.\d+)([eE][-+]?\d+)?$/.test(value) && Number.isFinite(Number(value));
}

function emails({ multiple }: Input, value: string): string {
  const line = value.replace(/[\r\n]/g, "");
  if (!multiple) return line.trim();
  return line
    .split(",")
    .map((one) => one.trim())
    .join(",");
}

function isDate(type: string, value: string): boolean {
  if (FORMS[type]?.test(value) !== true) return false;
  const [, year, month, day] = /^(\d{4,})-(\d\d)-(\d\d)/.exec(value) ?? [];
  if (day === undefined) return true;
  // The 31st of a month that has 30 days becomes another day.
  return new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
}

/** Between the limits, and on a step. */
function inRange(input: Input, value: string): string {
  const limit = (name: string, otherwise: number) => {
    const given = input.getAttribute(name);
    return given !== null && isNumber(given) ? Number(given) : otherwise;
  };
  const [min, max] = [limit("min", 0), limit("max", 100)];
  const given = isNumber(value) ? Number(value) : max < min ? min : min + (max - min) / 2;
  const bounded = Math.max(min, Math.min(given, Math.max(min, max)));
  if (input.getAttribute("step")?.toLowerCase() === "any") return String(bounded);
  const step = limit("step", 1) > 0 ? limit("step", 1) : 1;
  const steps = Math.round((bounded - min) / step);
  const stepped = min + steps * step;
  return String(Number((stepped > max ? stepped - step : stepped).toFixed(10)));
}
