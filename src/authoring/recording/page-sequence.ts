import type { CallStep, DraftStep } from "../draft/scenario-draft.js";

/** Steps of the user's page and of its popups, in the order in which they were recorded. */
export class PageSequence {
  readonly #steps: DraftStep[] = [];
  /** The variables of popups, by what the recording calls them: their addresses. */
  readonly #popups = new Map<string, string>();
  /** Popups that were opened by something else than the steps. */
  readonly #unknown = new Set<string>();
  /** The popup whose steps come last, and those steps. */
  #open: { readonly target: string; readonly steps: DraftStep[] } | undefined;

  /** Adds steps of a page: `main`, or the address of a popup. */
  add(target: string, steps: readonly DraftStep[]): void {
    if (target === "main") {
      this.#end();
      this.#steps.push(...steps);
      return;
    }
    if (this.#open?.target !== target) {
      this.#end();
      if (this.#popups.has(target) || (!this.#unknown.has(target) && this.#opened(target))) this.#open = { target, steps: [] };
      else this.#unknown.add(target);
    }
    if (this.#open !== undefined) this.#open.steps.push(...steps);
    else this.#steps.push(...steps.map((step) => notOpened(step, target)));
  }

  /** The popup is closed, by the recording. */
  close(target: string): void {
    this.#end();
    const popup = this.#popups.get(target);
    if (popup !== undefined) this.#steps.push({ kind: "close-popup", popup });
    this.#popups.delete(target);
    this.#unknown.delete(target);
  }

  steps(): readonly DraftStep[] {
    this.#end();
    return this.#steps;
  }

  #end(): void {
    const popup = this.#open === undefined ? undefined : this.#popups.get(this.#open.target);
    if (this.#open !== undefined && popup !== undefined && this.#open.steps.length > 0)
      this.#steps.push({ kind: "on-page", popup, steps: this.#open.steps });
    this.#open = undefined;
  }

  /** The last action is what opened the popup; `false` if there is none on the page, or it opened another one already. */
  #opened(target: string): boolean {
    const index = this.#steps.findLastIndex((step) => isAction(step) || isOfPopup(step));
    const cause = this.#steps[index];
    if (cause === undefined || isOfPopup(cause)) return false;
    const names = new Set(this.#steps.flatMap((step) => (step.kind === "popup" ? [step.popup] : [])));
    const popup = names.size === 0 ? "popup" : `popup${names.size + 1}`;
    this.#steps.splice(index, 1, { kind: "popup", popup, cause: [cause] });
    this.#popups.set(target, popup);
    return true;
  }
}

const ACTIONS: readonly CallStep["step"][] = ["click", "dblclick", "tap", "keyboard.press", "keyboard.down"];

function isAction(step: DraftStep): boolean {
  return step.kind === "call" && ACTIONS.includes(step.step);
}

/** Whether a step opens a popup, or acts in one. */
function isOfPopup(step: DraftStep): boolean {
  return step.kind === "popup" || (step.kind === "on-page" && step.steps.some(isAction));
}

function notOpened(step: DraftStep, target: string): DraftStep {
  if (step.kind === "comment") return step;
  const name = step.kind === "call" ? step.step : step.kind;
  return { kind: "comment", text: `Not carried over: ${name} in the window ${target}\nNo step before it opens that window.` };
}
