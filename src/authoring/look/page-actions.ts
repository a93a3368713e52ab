import type { PagePort } from "../../scenario/page-port.js";
import type { OperationOptions } from "../../scenario/ports/operation-options.js";
import type { CallStep, DraftTarget } from "../draft/scenario-draft.js";
import { isMade, targetOf } from "./control-target.js";
import { isHarmless } from "./harmless.js";
import type { PageSight, SeenControl, SeenForm } from "./page-sight.js";
import { plausibleValue } from "./plausible-value.js";

/** Steps that belong together and leave nothing behind that somebody would have to clean up. */
export interface PageAction {
  /** `fill` and `click` stay on the page as a rule, `search` and `visit` lead to another. */
  readonly kind: "fill" | "search" | "click" | "visit";
  readonly steps: readonly CallStep[];
}

/** A page to find actions on. */
export interface SeenPage {
  readonly page: PagePort;
  readonly sight: PageSight;
  readonly options: OperationOptions;
}

const MOST_FIELDS = 3;
const MOST_BUTTONS = 4;
const MOST_LINKS = 6;
const SETTLE = { settle: true } as const;

/** What a user can safely do on this page, best first. None of it sends a form, unless the form only asks for something. */
export async function* pageActions({ page, sight, options }: SeenPage): AsyncGenerator<PageAction> {
  const target = (control: SeenControl): Promise<DraftTarget> => targetOf(control, page, options);
  for (const [index, form] of sight.forms.entries()) {
    const fields = sight.controls.filter((control) => control.form === index && plausibleValue(control) !== undefined);
    const isQuery = isQueryForm(form) && fields.length > 0;
    if (form.hasPassword || (!isQuery && !form.isLiveOnChange)) continue;
    const fills: CallStep[] = [];
    for (const field of fields.slice(0, isQuery ? 1 : MOST_FIELDS)) fills.push(fill(field, await target(field)));
    const last = fills.at(-1);
    if (last === undefined) continue;
    const press = { kind: "call", step: "press", args: ["Enter"], options: SETTLE } as const;
    if (!isQuery || last.target === undefined) yield { kind: "fill", steps: fills };
    else yield { kind: "search", steps: [...fills, { ...press, target: last.target }] };
  }
  for (const field of sight.controls.filter(({ form, isLive }) => form < 0 && isLive)) {
    if (plausibleValue(field) !== undefined) yield { kind: "fill", steps: [fill(field, await target(field))] };
  }
  for (const button of buttonsOf(sight).slice(0, MOST_BUTTONS)) yield { kind: "click", steps: [click(await target(button))] };
  for (const link of linksOf(sight, page.url()).slice(0, MOST_LINKS)) {
    const { pathname } = new URL(link.href);
    yield {
      kind: "visit",
      steps: [click(await target(link)), { kind: "call", step: "waitForURL", args: [`**${pathname}`] }],
    };
  }
}

/** A form whose submission only asks for something: a GET by the rules of HTTP, and not handled by a script. */
export function isQueryForm({ method, isLiveOnSubmit, isSearch, hasPassword }: SeenForm): boolean {
  return !hasPassword && method === "GET" && (!isLiveOnSubmit || isSearch);
}

/** Buttons that send no form; first those that a live framework handles. */
function buttonsOf({ controls, forms }: PageSight): readonly SeenControl[] {
  const buttons = controls.filter((control) => {
    const { tag, type, role, form, isLive } = control;
    const isButton = tag === "button" || role === "button" || (tag === "input" && type === "button") || (tag === "a" && isLive);
    const sends = form >= 0 && type !== "button" && forms[form] !== undefined;
    return isButton && !sends && (control.name !== "" || !isMade(control.id)) && isHarmless(control);
  });
  return [...buttons.filter(({ isLive }) => isLive), ...buttons.filter(({ isLive }) => !isLive)];
}

/** Links to other pages of this site, each page once; first those of the content, last the one to the start page. */
function linksOf({ controls }: PageSight, current: string): readonly SeenControl[] {
  const here = new URL(current);
  const paths = new Set<string>();
  const links = controls.filter((control) => {
    if (control.tag !== "a" || control.name === "" || !isHarmless(control)) return false;
    const { origin, pathname, search } = new URL(control.href);
    if (origin !== here.origin || pathname === here.pathname || search !== "" || paths.has(pathname)) return false;
    if (/\.(?!html?$)\w{2,5}$/i.test(pathname)) return false;
    paths.add(pathname);
    return true;
  });
  const rank = ({ isContent, href }: SeenControl) => (new URL(href).pathname === "/" ? 2 : isContent ? 0 : 1);
  return links.sort((a, b) => rank(a) - rank(b));
}

function fill(field: SeenControl, target: DraftTarget): CallStep {
  return {
    kind: "call",
    step: field.isTyped ? "pressSequentially" : "fill",
    target,
    args: [plausibleValue(field) ?? "test"],
    options: SETTLE,
  };
}

function click(target: DraftTarget): CallStep {
  return { kind: "call", step: "click", target, options: SETTLE };
}
