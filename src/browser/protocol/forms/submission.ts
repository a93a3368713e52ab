import type { DocumentRequest } from "../documents/document-request.js";
import type { Element } from "../dom/element.js";
import type { FormControl } from "../dom/field.js";
import type { HTMLFormElement } from "../dom/form-elements.js";
import { multipartForm, plainForm, urlencoded, urlencodedForm } from "./encode-form.js";
import { formEntries } from "./form-entries.js";

/** Where a form leads. */
export interface Submission {
  readonly request: Omit<DocumentRequest, "from">;
  /** Name of the window that shows the answer; `undefined` for the page itself. */
  readonly target: string | undefined;
}

/** The request of a submitted form; `undefined` if it leads nowhere, such as in a dialog. */
export async function submissionOf(
  form: HTMLFormElement,
  submitter: FormControl | undefined,
  base: string,
): Promise<Submission | undefined> {
  const given = (name: string) => attributeOf(form, submitter, name);
  const method = given("method")?.toLowerCase();
  const address = given("action") ?? "";
  if (method === "dialog" || !URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const entries = formEntries(form, submitter);
  const target = targetOf(given("target"));
  if (method !== "post") {
    url.search = urlencoded(entries);
    return { request: { url: url.href, method: "GET" }, target };
  }
  const enctype = given("enctype")?.toLowerCase();
  const encoded =
    enctype === "multipart/form-data"
      ? await multipartForm(entries)
      : enctype === "text/plain"
        ? plainForm(entries)
        : urlencodedForm(entries);
  return { request: { url: url.href, method: "POST", ...encoded }, target };
}

/** `formaction` of the button goes before `action` of the form, and so on. */
function attributeOf(form: Element, submitter: Element | undefined, name: string): string | undefined {
  return submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name) ?? undefined;
}

/** Windows of this page itself count as the page. */
export function targetOf(name: string | null | undefined): string | undefined {
  return name === null || name === undefined || /^(|_self|_parent|_top)$/i.test(name) ? undefined : name;
}
