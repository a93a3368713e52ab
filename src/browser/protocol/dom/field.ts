import { type Container, type Element, HTMLElement } from "./element.js";
import { allIn } from "./selectors.js";

/** A control that belongs to a form, or may. */
export class FormControl extends HTMLElement {
  get name(): string {
    return this.getAttribute("name") ?? "";
  }

  get type(): string {
    return this.localName;
  }

  get disabled(): boolean {
    return this.hasAttribute("disabled");
  }

  get placeholder(): string {
    return this.getAttribute("placeholder") ?? "";
  }

  get autofocus(): boolean {
    return this.hasAttribute("autofocus");
  }

  get required(): boolean {
    return this.hasAttribute("required");
  }

  get readOnly(): boolean {
    return this.hasAttribute("readonly");
  }

  override get canBeDisabled(): boolean {
    return true;
  }

  override get isDisabled(): boolean {
    return this.disabled || isInDisabledFieldset(this);
  }

  /** The form that the control belongs to: the one it names, or the one around it. */
  get form(): Element | null {
    const id = this.getAttribute("form");
    if (id === null) return this.closest("form");
    const named = (this.getRootNode() as Container).getElementById(id);
    return named?.localName === "form" ? named : null;
  }

  get labels(): readonly Element[] {
    if (this.localName === "input" && this.type === "hidden") return [];
    return (allIn(this.getRootNode() as Container, "label") as Element[]).filter((label) => controlOfLabel(label) === this);
  }

  /** Goes back to what the attributes say. */
  reset(): void {}
}

/** Not those in the first legend of the fieldset. */
function isInDisabledFieldset(control: Element): boolean {
  for (let one = control.parentElement; one !== null; one = one.parentElement) {
    if (one.localName !== "fieldset" || !one.hasAttribute("disabled")) continue;
    const legend = one.children.find(({ localName }) => localName === "legend");
    if (legend === undefined || !legend.contains(control)) return true;
  }
  return false;
}

const LABELABLE = "button, input:not([type=hidden i]), meter, output, progress, select, textarea";

/** The control that a label is for. */
export function controlOfLabel(label: Element): Element | null {
  const id = label.getAttribute("for");
  if (id === null) return label.querySelector(LABELABLE);
  const named = (label.getRootNode() as Container).getElementById(id);
  return named?.matches(LABELABLE) === true ? named : null;
}
