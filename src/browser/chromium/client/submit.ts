import type { ElementRequest } from "../helper-wire.js";
import { element } from "./elements.js";
import { AWAITS_REPLY } from "./live-view.js";
import { invalid } from "./outcome.js";
import { deadline } from "./wait.js";

/** Waits until the form awaits no reply, then submits it as a click on its button would. */
export async function submit({ selector, limitMs }: ElementRequest): Promise<null> {
  const form = (await element(selector, deadline(limitMs), (found) => {
    if (!(found instanceof HTMLFormElement)) return invalid(`${selector} is no form`);
    if (found.hasAttribute("data-phx-ref-src")) return AWAITS_REPLY;
    return buttonOf(found)?.matches(":disabled") === true ? "to be enabled" : undefined;
  })) as HTMLFormElement;
  // A field may be named requestSubmit.
  HTMLFormElement.prototype.requestSubmit.call(form, buttonOf(form) ?? null);
  return null;
}

function buttonOf(form: HTMLFormElement): HTMLElement | undefined {
  // Neither may a field named elements be in the way.
  const elements = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements")?.get?.call(
    form,
  ) as Iterable<HTMLElement>;
  return [...elements].find((field) => (field as HTMLButtonElement).type === "submit");
}
