const MEANS: readonly string[] = ["type", "min", "max", "step", "value", "alpha", "colorspace"];

/** True if the field would accept the value. Tried on a detached field, which the page cannot see. */
export function takesValue(field: HTMLInputElement, value: string): boolean {
  const trial = document.createElement("input");
  for (const name of MEANS) if (field.hasAttribute(name)) trial.setAttribute(name, field.getAttribute(name) ?? "");
  trial.value = "";
  const nothing = trial.value;
  trial.value = value;
  switch (trial.type) {
    case "range":
      return value !== "" && Number(trial.value) === Number(value);
    case "color":
      // An invalid colour becomes black, too: CSS tells whether black was meant.
      return trial.value !== nothing || CSS.supports("color", value);
    case "number":
      // A person may type `+5`; the browser stores 5.
      trial.value = value.replace(/^\+(?=[\d.])/, "");
      return value === "" || trial.value !== "";
    default:
      return value === "" || trial.value !== "";
  }
}
