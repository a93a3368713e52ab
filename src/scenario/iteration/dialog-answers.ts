import { type AnyDialogAnswer, replyTo } from "../authoring/dialog-answer.js";
import type { PagePort } from "../page-port.js";
import type { Dialog, DialogReply } from "../ports/dialogs.js";
import type { State } from "../steps/arguments/step-options.js";
import { type PlacedIteration, places } from "../steps/place.js";
import type { StepQueue } from "../steps/step-queue.js";
import type { IterationFailure } from "./iteration-ports.js";

/** The iteration during which a dialog is shown. */
interface AnsweringIteration extends PlacedIteration {
  readonly user: { readonly userId: number; readonly dialogs: DialogAnswers };
  readonly pages: { readonly own: PagePort };
  readonly queue: StepQueue;
  readonly state: State;
  end(ending: { readonly kind: "failed"; readonly failure: IterationFailure }): void;
  failureOf(error: unknown, category: "scenario"): IterationFailure;
}

/** How a user's dialogs are answered: as its scenario says, until a step says otherwise for the rest of its page's life. */
export class DialogAnswers {
  readonly #byScenario: AnyDialogAnswer | undefined;
  readonly #bySteps = new WeakMap<PagePort, AnyDialogAnswer>();

  constructor(byScenario: AnyDialogAnswer | undefined) {
    this.#byScenario = byScenario;
  }

  of(page: PagePort): AnyDialogAnswer | undefined {
    return this.#bySteps.get(page) ?? this.#byScenario;
  }

  set(page: PagePort, answer: AnyDialogAnswer): void {
    this.#bySteps.set(page, answer);
  }
}

/** The answer to a dialog during an iteration, which an error of the scenario's function fails; the dialog is then dismissed. */
export function replyInIteration(iteration: AnsweringIteration, dialog: Dialog): DialogReply {
  const { user, pages, queue, state } = iteration;
  try {
    const place = { iteration, queue, argumentOf: "onDialog" };
    return places.run(place, () => replyTo(dialog, user.dialogs.of(pages.own), state));
  } catch (error) {
    iteration.end({ kind: "failed", failure: iteration.failureOf(error, "scenario") });
    return dialog.type === "beforeunload" ? "accept" : "dismiss";
  }
}
