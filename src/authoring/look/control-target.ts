import { ARIA_ROLES } from "../../base/locators/roles.js";
import { PageOperationError, type PagePort } from "../../scenario/page-port.js";
import type { OperationOptions } from "../../scenario/ports/operation-options.js";
import type { DraftLocator, DraftTarget } from "../draft/scenario-draft.js";
import { targetSelector } from "../draft/target-selector.js";
import type { SeenControl } from "./page-sight.js";

/** The target that finds this control and nothing else, in words that outlive a change of the page if there are any. */
export async function targetOf(control: SeenControl, page: PagePort, options: OperationOptions): Promise<DraftTarget> {
  for (const locator of locatorsOf(control)) {
    const target = { parts: [locator] };
    const found = await page.reads.count(targetSelector(target), options).catch(tooMuch);
    if (found === 1) return target;
    if (found === undefined) break;
  }
  return { parts: [{ by: "css", selector: control.path }] };
}

/** On a huge page, a search by role may take too long. */
function tooMuch(error: unknown): undefined {
  if (!(error instanceof PageOperationError) || error.kind !== "timeout") throw error;
}

const LONGEST_NAME = 60;

/** From the one that a careful engineer prefers. */
function locatorsOf({ testId, id, role, name, label, placeholder, tag, field }: SeenControl): readonly DraftLocator[] {
  const known = ARIA_ROLES.find((one) => one === role);
  const isNamed = name !== "" && name.length <= LONGEST_NAME && !isChanging(name);
  return [
    ...(testId === "" || isMade(testId) ? [] : [{ by: "testId", id: testId } as const]),
    ...(id === "" || isMade(id) ? [] : [{ by: "css", selector: `#${id}` } as const]),
    ...(known === undefined || !isNamed ? [] : [{ by: "role", role: known, name, exact: true } as const]),
    ...(label === "" ? [] : [{ by: "label", text: label, exact: true } as const]),
    ...(placeholder === "" ? [] : [{ by: "placeholder", text: placeholder, exact: true } as const]),
    ...(field === "" ? [] : [{ by: "css", selector: `${tag}[name=${JSON.stringify(field)}]` } as const]),
  ];
}

/** Whether an id looks as if it was made by a program, anew for each page or row. */
export function isMade(id: string): boolean {
  return (
    !/^[A-Za-z][\w-]*$/.test(id) || /\d{3,}|[0-9a-f]{8}|^(ember|radix|mui|headlessui|react-|phx-|ext-gen|yui_)|--?\d+$/i.test(id)
  );
}

/** Whether a name has figures that may differ the next time, as `Cart (3)`. */
function isChanging(name: string): boolean {
  return /\d/.test(name);
}
