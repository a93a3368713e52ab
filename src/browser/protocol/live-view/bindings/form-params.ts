import type { DomElement } from "../dom.js";
import type { LiveViewHost } from "../live-view-host.js";
import { knownState } from "../private-state.js";

export interface FormParamsOptions {
  readonly submitter?: DomElement | null | undefined;
  /** Only the fields of this name. */
  readonly only?: string;
}

/** The form as URL-encoded text; fields that nobody has touched are announced by `_unused_name`. */
export function formParams(form: DomElement, host: LiveViewHost, { submitter, only }: FormParamsOptions = {}): string {
  const usage = fieldUsage(form, host);
  const params = new URLSearchParams();
  const marksUnused = !form.hasAttribute("phx-no-unused-field");
  const submitterName = submitter?.getAttribute("name");
  for (const [name, value] of host.controls.entries(form, submitter)) {
    if (only !== undefined && name !== only) continue;
    const known = usage.get(name);
    const isUnused = known !== undefined && !known.isUsed && !known.isHidden && name !== submitterName;
    if (marksUnused && isUnused) params.append(unusedName(name), "");
    params.append(name, value);
  }
  return params.toString();
}

interface FieldUsage {
  isUsed: boolean;
  isHidden: boolean;
}

/** A name is used when one of its controls is, and hidden when all are. */
function fieldUsage(form: DomElement, host: LiveViewHost): ReadonlyMap<string, FieldUsage> {
  const usage = new Map<string, FieldUsage>();
  for (const control of host.controls.controls(form)) {
    const name = control.hasAttribute("name") ? control.getAttribute("name") : null;
    if (!name) continue;
    const state = knownState(control);
    const isUsed = state?.hasFocused === true || state?.hasSubmitted === true || control.hasAttribute("phx-no-unused-field");
    const isHidden = control.localName === "input" && control.getAttribute("type") === "hidden";
    const known = usage.get(name);
    usage.set(name, { isUsed: isUsed || known?.isUsed === true, isHidden: isHidden && known?.isHidden !== false });
  }
  return usage;
}

/** `user[name]` → `user[_unused_name]`, `tags[]` → `_unused_tags[]`. */
function unusedName(name: string): string {
  const isList = name.endsWith("[]");
  const base = isList ? name.slice(0, -2) : name;
  return base.replace(/([^[\]]+)(\]?$)/, "_unused_$1$2") + (isList ? "[]" : "");
}
