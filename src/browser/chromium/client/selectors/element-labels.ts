import { referencesOf } from "./accessible-name.js";
import { type ElementText, type Texts, textOf } from "./selector-text.js";

const LABELABLE = "button, meter, output, progress, select, textarea, input:not([type=hidden i])";

/** Texts that label an element: from `aria-labelledby`, else from `aria-label`, else from its `<label>`s. */
export function labelsOf(element: Element, texts: Texts): readonly ElementText[] {
  const references = element.ariaLabelledByElements ?? referencesOf(element, "aria-labelledby");
  if (references.length > 0) return references.map((one) => textOf(one, texts));
  const label = element.getAttribute("aria-label") ?? "";
  if (label.trim() !== "") return [{ full: label, own: [label] }];
  if (!element.matches(LABELABLE)) return [];
  return [...((element as HTMLInputElement).labels ?? [])].map((one) => textOf(one, texts));
}
