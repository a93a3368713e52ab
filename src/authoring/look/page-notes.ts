import { isQueryForm } from "./page-actions.js";
import type { PageSight, SeenControl, SeenForm } from "./page-sight.js";
import { plausibleValue } from "./plausible-value.js";

/** The addresses that were asked for, and that the browser shows. */
interface Addresses {
  readonly asked: URL;
  readonly shown: URL;
}

/** Signs that the address may be the wrong one: redirects, a log-in, an answer that is not HTML, an empty page. */
export function pageHints(sight: PageSight, { asked, shown }: Addresses): readonly string[] {
  const { contentType, isBlank, forms, controls } = sight;
  const isLogIn = forms.some((form, index) => isLogInForm(form, controlsOf(controls, index)));
  const hints: string[] = [];
  if (asked.username !== "")
    hints.push(
      "The name and the password in the address are not in the scenario: set LIVELOAD_HTTP_CREDENTIALS=user:password to run it.",
    );
  if (shown.origin !== asked.origin)
    hints.push(`The site leads to ${shown.href}: name that address, as nothing is tried on another site.`);
  else if (shown.pathname !== asked.pathname && isLogIn)
    hints.push(`The site leads from ${asked.pathname} to ${shown.pathname}, to log in: users need to do that first.`);
  if (!/html/i.test(contentType))
    hints.push(`This address answers with ${contentType}, not with a page: give the address of the page that uses it.`);
  else if (isBlank)
    hints.push("The page shows nothing: is this the right address? Its scripts may have failed, or need more time.");
  return hints;
}

/** Comments about what is left to the author: forms that change something, and log-ins. */
export function pageNotes({ forms, controls }: PageSight): readonly string[] {
  return forms.flatMap((form, index) => {
    const own = controlsOf(controls, index);
    const shown = formName(form);
    const fields = own.filter((control) => plausibleValue(control) !== undefined);
    if (isQueryForm(form) && fields.length === 0)
      return [`The form${shown} is not sent: it has no field that can be filled in with something likely`];
    if (isQueryForm(form)) return [];
    if (isLogInForm(form, own)) return [logInNote(form, own)];
    const fill = fields.length === 0 ? "" : `fill in ${namesOf(fields) || "its fields"}, then `;
    return [
      `The form${shown} is not sent, as that may change something for good. If it may be: ${fill}.submitForm(${selectorSource(form.selector)}, { settle: true })`,
    ];
  });
}

/** How to log in, in the words of the page. */
function logInNote(form: SeenForm, controls: readonly SeenControl[]): string {
  const names = namesOf(controls.filter(isField));
  const [button] = controls.filter(isSending);
  const press = button === undefined || button.name === "" ? "press Enter" : `click ${JSON.stringify(button.name)}`;
  const password = form.hasPassword ? "the password comes from --option password=…" : "the password is asked for after that";
  return `There is a log-in form${formName(form)}: users are not logged in. To log them in, fill in ${names || "its fields"} and ${press}; ${password}`;
}

/** Words on the button of a form that asks who somebody is. */
const LOG_IN_WORD =
  /^(next|continue|log ?in|log ?on|sign ?in|weiter|anmelden|einloggen|suivant|continuer|se connecter|siguiente|continuar|iniciar sesión|avanti|accedi|entrar|volgende|inloggen)$/i;
const ACCOUNT_FIELD = /user.?name|login|e-?mail/i;

/** A form with a password, or the first step of a log-in: one field for the account, and a button to go on. */
function isLogInForm({ hasPassword, method, isLiveOnSubmit }: SeenForm, controls: readonly SeenControl[]): boolean {
  if (hasPassword) return true;
  const [field, ...others] = controls.filter(isField);
  if ((method !== "POST" && !isLiveOnSubmit) || field === undefined || others.length > 0) return false;
  const { type, autocomplete, field: name, id, label } = field;
  const isAccount = type === "email" || ACCOUNT_FIELD.test([autocomplete, name, id, label].join(" "));
  return isAccount && controls.some((control) => isSending(control) && LOG_IN_WORD.test(control.name));
}

const NO_TEXT = ["checkbox", "radio", "submit", "button", "reset", "image", "hidden"];

function isField({ tag, type }: SeenControl): boolean {
  return ["input", "textarea", "select"].includes(tag) && !NO_TEXT.includes(type);
}

function isSending({ tag, type }: SeenControl): boolean {
  return (tag === "button" && type === "submit") || (tag === "input" && ["submit", "image"].includes(type));
}

function controlsOf(controls: readonly SeenControl[], form: number): readonly SeenControl[] {
  return controls.filter((control) => control.form === form);
}

function namesOf(fields: readonly SeenControl[]): string {
  return fields
    .map(({ label, name, field }) => label || name || field)
    .filter((name) => name !== "")
    .join(", ");
}

function selectorSource(selector: string): string {
  return selector.includes('"') && !/['\\]/.test(selector) ? `'${selector}'` : JSON.stringify(selector);
}

function formName({ id, name, action, method, event }: SeenForm): string {
  const sent = event === "" ? `${method} ${new URL(action).pathname}` : event;
  const shown = name || (id === "" ? sent : `#${id}`);
  return ` (${shown})`;
}
