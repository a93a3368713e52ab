import type { DraftStep } from "../draft/scenario-draft.js";

/** A step, or the beginning (`group` is its name) or end of a group. */
export type PlacedStep = { readonly page: number; readonly step: DraftStep } | { readonly group: string | undefined };

/** A run of steps, in a group or outside one. */
interface Run {
  readonly group: string | undefined;
  readonly steps: { readonly page: number; readonly step: DraftStep }[];
}

/** The variable of a popup, by the number of its page. */
export function popupName(page: number): string {
  return page === 1 ? "popup" : `popup${page}`;
}

/** Puts steps into their groups, and those of popups into `onPage`. */
export function nestedSteps(placed: readonly PlacedStep[]): readonly DraftStep[] {
  const runs = runsOf(placed);
  const opened = new Set<string>();
  return runs.flatMap((run, index): readonly DraftStep[] => {
    const steps = onPages(run.steps, opened);
    if (run.group === undefined || steps.length === 0) return steps;
    const later = runs.slice(index + 1).flatMap((other) => other.steps.map(({ page }) => page));
    // Its variable would not be known outside the group.
    if (openedIn(run.steps).some((popup) => later.some((page) => popupName(page) === popup)))
      return [{ kind: "comment", text: `“${run.group}” is no group: its popup is used after it.` }, ...steps];
    return [{ kind: "group", name: run.group, steps }];
  });
}

function runsOf(placed: readonly PlacedStep[]): readonly Run[] {
  let run: Run = { group: undefined, steps: [] };
  const runs = [run];
  for (const one of placed) {
    if ("step" in one) run.steps.push(one);
    else {
      run = { group: one.group, steps: [] };
      runs.push(run);
    }
  }
  return runs;
}

function openedIn(steps: Run["steps"]): readonly string[] {
  return steps.flatMap(({ page, step }) => (page === 0 && step.kind === "popup" ? [step.popup] : []));
}

const NOT_OPENED = "Steps in another window are left out here: no step before them opens that window.";

/** `opened`: the popups that have a variable, to which those of these steps are added. */
function onPages(steps: Run["steps"], opened: Set<string>): readonly DraftStep[] {
  const found: DraftStep[] = [];
  let inPopup: { readonly page: number; readonly steps: DraftStep[] } | undefined;
  for (const { page, step } of steps) {
    if (page === 0) {
      if (step.kind === "popup") opened.add(step.popup);
      inPopup = undefined;
      found.push(step);
      continue;
    }
    const isKnown = opened.has(popupName(page));
    if (step.kind === "close-popup") {
      inPopup = undefined;
      if (isKnown) found.push(step);
      continue;
    }
    if (inPopup?.page !== page) {
      inPopup = { page, steps: [] };
      found.push(
        isKnown ? { kind: "on-page", popup: popupName(page), steps: inPopup.steps } : { kind: "comment", text: NOT_OPENED },
      );
    }
    // The variable of a popup's popup would be known in the function alone.
    if (step.kind === "popup")
      inPopup.steps.push({ kind: "comment", text: "This opens another popup, which is not used." }, ...step.cause);
    else inPopup.steps.push(step);
  }
  return found;
}
