/** The used part of a field. Node.js code is compiled without the types of the DOM. */
interface Field {
  readonly type?: string;
  getAttribute(name: string): string | null;
}
declare const document: {
  createElement(name: "input"): Field & { value: string; setAttribute(name: string, value: string): void };
};
declare const CSS: { supports(property: string, value: string): boolean };

/** Whether the field accepts the value. Runs in the page, and tries it on a detached copy that the page cannot see. */
export function takesValue(field: Field, value: string): boolean {
  // Fields of other types accept any text.
  if (!/^(color|date|datetime-local|month|number|range|time|week)$/.test(field.type ?? "")) return true;
  const trial = document.createElement("input");
  for (const name of ["type", "min", "max", "step", "value", "alpha", "colorspace"]) {
    const given = field.getAttribute(name);
    if (given !== null) trial.setAttribute(name, given);
  }
  trial.value = "";
  const nothing = trial.value;
  trial.value = value;
  if (trial.type === "range") return value !== "" && Number(trial.value) === Number(value);
  // A person may type `+5`; the browser stores 5.
  if (trial.type === "number") trial.value = value.replace(/^\+(?=[\d.])/, "");
  // An invalid colour becomes black.
  if (trial.type === "color") return trial.value !== nothing || CSS.supports("color", value);
  return value === "" || trial.value !== "";
}
