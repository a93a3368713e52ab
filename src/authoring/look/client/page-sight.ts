import { isEnabled, isVisible } from "../../../browser/chromium/client/conditions.js";
import { nameOf } from "../../../browser/chromium/client/selectors/accessible-name.js";
import { roleOf } from "../../../browser/chromium/client/selectors/roles.js";
import type { PageSight, SeenControl, SeenForm } from "../page-sight.js";

const CONTROLS = "a[href], button, input, select, textarea, [role=button]";
const PICTURES = "input, button, img, svg, canvas, video, iframe, frame, object, embed";
const MOST_CONTROLS = 300;

/** Finds the controls that people could use on this page. */
export function pageSight(): PageSight {
  const forms = [...document.querySelectorAll("form")].filter((form) => [...form.elements].some(isUsable));
  const controls = usableControls();
  return {
    title: document.title.trim(),
    contentType: document.contentType,
    isBlank: controls.length === 0 && isBlank(),
    frameworks: Object.entries(MARKS).flatMap(([name, mark]) => (mark() ? [name] : [])),
    controls: controls.map((control) => seenControl(control, forms)),
    forms: forms.map(seenForm),
  };
}

/** The first ones: a look at each of thousands takes too long. */
function usableControls(): readonly Element[] {
  const found: Element[] = [];
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (found.length === MOST_CONTROLS) break;
    if (isUsable(element)) found.push(element);
  }
  return found;
}

function isBlank(): boolean {
  const { body } = document;
  const isShown = (element: Element): boolean => isVisible(element);
  return body !== null && body.innerText.trim() === "" && ![...body.querySelectorAll(PICTURES)].some(isShown);
}

function isUsable(element: Element): boolean {
  if (!isVisible(element) || !isEnabled(element)) return false;
  return !(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) || !element.readOnly;
}

/** Marks of frameworks whose adapters learn of them only from events or messages. */
const MARKS: Readonly<Record<string, () => boolean>> = {
  liveview: () => has("[data-phx-session]"),
  htmx: () => hasGlobal("htmx") || has("[hx-get], [hx-post], [data-hx-get], [data-hx-post]"),
  turbo: () => hasGlobal("Turbo") || has("turbo-frame"),
  inertia: () => has("#app[data-page]"),
  unpoly: () => hasGlobal("up") && has("[up-main], [up-target], [up-follow], [up-submit]"),
  datastar: () => has("[data-signals], [data-on-click], [data-on\\:click]"),
  livewire: () => hasGlobal("Livewire") || has("[wire\\:id]"),
  streamlit: () => has("[data-testid=stApp]"),
  gradio: () => has("gradio-app") || hasGlobal("gradio_config"),
  dash: () => has("#react-entry-point, #_dash-config"),
  shiny: () => hasGlobal("Shiny"),
  nicegui: () => has("script[src*='_nicegui']"),
  panel: () => has("[data-root-id]") && hasGlobal("Bokeh"),
};

function has(selector: string): boolean {
  return document.querySelector(selector) !== null;
}

function hasGlobal(name: string): boolean {
  return name in window;
}

function seenControl(element: Element, forms: readonly HTMLFormElement[]): SeenControl {
  const input = element as HTMLInputElement;
  const isField = /^(input|select|textarea)$/i.test(element.tagName);
  return {
    tag: element.tagName.toLowerCase(),
    type: isField || element.tagName === "BUTTON" ? input.type : "",
    field: element.getAttribute("name") ?? "",
    testId: element.getAttribute("data-testid") ?? "",
    id: element.id,
    role: roleOf(element),
    name: nameOf(element).trim().replace(/\s+/g, " "),
    label: isField ? labelOf(input) : "",
    placeholder: element.getAttribute("placeholder") ?? "",
    path: pathOf(element),
    href: element instanceof HTMLAnchorElement ? element.href : "",
    isGuarded: isGuarded(element),
    isLive: isLive(element, /^(phx-(click|change|keyup|blur)|(data-)?hx-(get|post|trigger)|wire:|data-on[-:]|up-|@|x-on)/),
    isTyped: isTyped(element),
    isContent: element.closest("header, nav, footer, aside, [role=banner], [role=navigation], [role=contentinfo]") === null,
    form: forms.indexOf(input.form as HTMLFormElement),
    limits: { min: input.min ?? "", max: input.max ?? "", maxLength: input.maxLength ?? -1, pattern: input.pattern ?? "" },
    autocomplete: element.getAttribute("autocomplete") ?? "",
  };
}

function labelOf({ labels }: HTMLInputElement): string {
  const text = labels?.[0] === undefined ? "" : (labels[0].innerText ?? "");
  return text.trim().replace(/\s+/g, " ");
}

/** Attributes that make a link send something else than a GET, or something that asks first. */
const GUARDS =
  "[data-confirm], [hx-confirm], [data-hx-confirm], [data-turbo-confirm], [up-confirm], [wire\\:confirm], [data-method], [data-turbo-method], [up-method], [hx-delete], [hx-put], [hx-patch], [data-hx-delete], [data-hx-put], [data-hx-patch], [download], [target=_blank], [ping], [onclick*='confirm(']";

function isGuarded(element: Element): boolean {
  return element.matches(GUARDS) || /^(javascript|mailto|tel|sms|blob|data):/i.test(element.getAttribute("href") ?? "");
}

function isLive(element: Element, attribute: RegExp): boolean {
  return element.getAttributeNames().some((name) => attribute.test(name));
}

/** Keys have an effect on it, so that a value without them may have none. */
function isTyped(element: Element): boolean {
  const trigger = element.getAttribute("hx-trigger") ?? element.getAttribute("data-hx-trigger") ?? "";
  return (
    /\bkey(up|down|press)\b/.test(trigger) || isLive(element, /^(phx-(window-)?|on|@|x-on:|wire:|data-on[-:])key(up|down|press)/)
  );
}

function seenForm(form: HTMLFormElement): SeenForm {
  const fields = [...form.elements];
  const isOf = (type: string) => fields.some((field) => field instanceof HTMLInputElement && field.type === type);
  return {
    id: form.id,
    name: formNameOf(form),
    selector: formSelector(form),
    ...sendingOf(form),
    hasPassword: isOf("password"),
    isSearch: isOf("search") || form.matches("[role=search], search form"),
    isLiveOnChange: isLive(form, /^(phx-change|(data-)?hx-trigger|up-(validate|watch|autosubmit))/),
    isLiveOnSubmit: isLive(form, /^(phx-submit|(data-)?hx-(post|put|patch|delete)|wire:submit|data-on[-:]submit|onsubmit)/),
  };
}

const LIVE_METHODS = ["get", "post", "put", "patch", "delete"];

/** How the form is sent: by its framework, or by itself, as its first button says. */
function sendingOf(form: HTMLFormElement): Pick<SeenForm, "method" | "action" | "event"> {
  const button = [...form.elements].find((one) =>
    one.matches("button:not([type=button], [type=reset]), [type=submit], [type=image]"),
  );
  const given = (name: string) => button?.getAttribute(name) ?? form.getAttribute(name);
  const event = ["phx-submit", "wire:submit", "wire:submit.prevent"].find((name) => form.hasAttribute(name));
  const absolute = (url: string | null | undefined) => new URL(url ?? "", location.href).href;
  for (const method of LIVE_METHODS) {
    const url = given(`hx-${method}`) ?? given(`data-hx-${method}`);
    if (url !== null) return { method: method.toUpperCase(), action: absolute(url), event: "" };
  }
  const method = button?.getAttribute("formmethod") ?? form.method;
  const action = absolute(button?.getAttribute("formaction") ?? form.getAttribute("action"));
  return {
    method: method.toUpperCase(),
    action,
    event: event === undefined ? "" : `${event} ${form.getAttribute(event)}`.trim(),
  };
}

/** Its label, name, legend or heading; empty if it has none. */
function formNameOf(form: HTMLFormElement): string {
  const { ownerDocument: page } = form;
  const labels = (form.getAttribute("aria-labelledby") ?? "")
    .split(/\s+/)
    .map((id) => (id === "" ? null : page.getElementById(id)));
  const heading = form.querySelector("legend, h1, h2, h3, h4, h5, h6");
  const names = [
    form.getAttribute("aria-label"),
    labels.map((label) => label?.textContent ?? "").join(" "),
    form.getAttribute("name"),
    heading?.textContent,
  ];
  return names.map((name) => name?.trim().replace(/\s+/g, " ").slice(0, 80) ?? "").find((name) => name !== "") ?? "";
}

/** A selector that finds only this form. */
function formSelector(form: HTMLFormElement): string {
  if (/^[A-Za-z][\w-]*$/.test(form.id)) return `#${form.id}`;
  const named = ["name", "action"].flatMap((attribute) => {
    const value = form.getAttribute(attribute) ?? "";
    return /^[^"\\\n]+$/.test(value) ? [`form[${attribute}="${value}"]`] : [];
  });
  const found = ["form", ...named].find((selector) => document.querySelectorAll(selector).length === 1);
  return found ?? pathOf(form);
}

/** From the nearest ancestor with an id, or from the root, by tags and positions. */
function pathOf(element: Element): string {
  const parts: string[] = [];
  for (let one: Element | null = element; one !== null; one = one.parentElement) {
    if (one !== element && /^[A-Za-z][\w-]*$/.test(one.id)) {
      parts.unshift(`#${one.id}`);
      break;
    }
    const { tagName } = one;
    const alike = [...(one.parentElement?.children ?? [])].filter((sibling) => sibling.tagName === tagName);
    const position = alike.length > 1 ? `:nth-of-type(${alike.indexOf(one) + 1})` : "";
    parts.unshift(`${tagName.toLowerCase()}${position}`);
  }
  return parts.join(" > ");
}
