const MEANS: readonly string[] = ["type", "min", "max", "step", "value", "alpha", "colorspace"];

/** Whether the field would hold what the text means. It is tried on another field, which the page does not see. */
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
      // Black is also what comes of no colour.
      return trial.value !== nothing || CSS.supports("color", value);
    default:
      return value === "" || trial.value !== "";
  }
}
