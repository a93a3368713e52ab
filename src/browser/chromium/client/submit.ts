import type { ElementRequest } from "../helper-wire.js";
import { element } from "./elements.js";
import { AWAITS_REPLY } from "./live-view.js";
import { invalid } from "./outcome.js";
import { deadline } from "./wait.js";

/** Waits until LiveView's reply to the form's last event is there, then submits it like a click on its button. */
export async function submit({ selector, limitMs }: ElementRequest): Promise<null> {
  const form = (await element(selector, deadline(limitMs), (found) => {
    if (!(found instanceof HTMLFormElement)) return invalid(`${selector} is not a form`);
    if (found.hasAttribute("data-phx-ref-src")) return AWAITS_REPLY;
    return buttonOf(found)?.matches(":disabled") === true ? "to be enabled" : undefined;
  })) as HTMLFormElement;
  // A field named `requestSubmit` would shadow the method.
  HTMLFormElement.prototype.requestSubmit.call(form, buttonOf(form) ?? null);
  return null;
}

function buttonOf(form: HTMLFormElement): HTMLElement | undefined {
  // A field named `elements` would shadow the property.
  const elements = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements")?.get?.call(
    form,
  ) as Iterable<HTMLElement>;
  return [...elements].find((field) => (field as HTMLButtonElement).type === "submit");
}
