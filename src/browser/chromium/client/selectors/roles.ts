/** ARIA roles, from the `role` attribute or implied by HTML. */

const INPUT_ROLES: Readonly<Record<string, string>> = {
  button: "button",
  submit: "button",
  reset: "button",
  image: "button",
  checkbox: "checkbox",
  radio: "radio",
  range: "slider",
  number: "spinbutton",
  search: "searchbox",
};

/** Valid values of the `role` attribute; the first valid one counts. */
const ROLES = new Set(
  `alert alertdialog application article banner blockquote button caption cell checkbox code columnheader combobox complementary
  contentinfo definition deletion dialog directory document emphasis feed figure form generic grid gridcell group heading img
  insertion link list listbox listitem log main mark marquee math meter menu menubar menuitem menuitemcheckbox menuitemradio
  navigation none note option paragraph presentation progressbar radio radiogroup region row rowgroup rowheader scrollbar search
  searchbox separator slider spinbutton status strong subscript superscript switch tab table tablist tabpanel term textbox time
  timer toolbar tooltip tree treegrid treeitem`.split(/\s+/),
);

const TAG_ROLES: Readonly<Record<string, string>> = {
  ARTICLE: "article",
  ASIDE: "complementary",
  BLOCKQUOTE: "blockquote",
  BUTTON: "button",
  CAPTION: "caption",
  CODE: "code",
  DATALIST: "listbox",
  DD: "definition",
  DEL: "deletion",
  DETAILS: "group",
  DFN: "term",
  DIALOG: "dialog",
  DT: "term",
  EM: "emphasis",
  FIELDSET: "group",
  FIGURE: "figure",
  H1: "heading",
  H2: "heading",
  H3: "heading",
  H4: "heading",
  H5: "heading",
  H6: "heading",
  HR: "separator",
  HTML: "document",
  INS: "insertion",
  LI: "listitem",
  MAIN: "main",
  MARK: "mark",
  MATH: "math",
  MENU: "list",
  METER: "meter",
  NAV: "navigation",
  OL: "list",
  OPTGROUP: "group",
  OPTION: "option",
  OUTPUT: "status",
  P: "paragraph",
  PROGRESS: "progressbar",
  SEARCH: "search",
  STRONG: "strong",
  SUB: "subscript",
  SUP: "superscript",
  SVG: "img",
  TABLE: "table",
  TBODY: "rowgroup",
  TEXTAREA: "textbox",
  TFOOT: "rowgroup",
  THEAD: "rowgroup",
  TIME: "time",
  TR: "row",
  UL: "list",
};

const SECTIONING =
  "article:not([role]), aside:not([role]), main:not([role]), nav:not([role]), section:not([role]), [role=article], [role=complementary], [role=main], [role=navigation], [role=region]";

/** `""` if the element has no role. */
export function roleOf(element: Element): string {
  const explicit = explicitRole(element);
  return explicit === undefined || (isNone(explicit) && isPerceived(element, nativeRole(element)))
    ? inheritedRole(element)
    : explicit;
}

function explicitRole(element: Element): string | undefined {
  const given = element.getAttribute("role");
  return given === null
    ? undefined
    : given
        .trim()
        .toLowerCase()
        .split(/\s+/)
        .find((role) => ROLES.has(role));
}

/** True if the role removes an element's native role. */
export function isNone(role: string): boolean {
  return role === "presentation" || role === "none";
}

const GLOBAL_ATTRIBUTES =
  /^aria-(atomic|busy|controls|current|describedby|details|dropeffect|flowto|grabbed|hidden|keyshortcuts|live|owns|relevant|roledescription)$/;
const NAMES = /^aria-label(ledby)?$/;
/** Roles that cannot have a name. */
const UNNAMED = /^(caption|code|deletion|emphasis|generic|insertion|paragraph|presentation|strong|subscript|superscript)$/;

/** True if the element keeps this role despite `role=none`: it is focusable or has ARIA attributes that apply to any role. */
function isPerceived(element: Element, role: string): boolean {
  const isSaid = (name: string) => GLOBAL_ATTRIBUTES.test(name) || (NAMES.test(name) && !UNNAMED.test(role));
  if (element.getAttributeNames().some(isSaid)) return true;
  if (element.matches(":disabled")) return false;
  return element.hasAttribute("tabindex") || element.matches("button, details, select, textarea, a[href], area[href], input");
}

/** Containers whose `role=none` also removes the roles of these parts. */
const WHOLES: Readonly<Record<string, string | undefined>> = {
  LI: "ol, ul",
  DT: "dl, div",
  DD: "dl, div",
  DIV: "dl",
  TR: "table, thead, tbody, tfoot",
  TD: "tr",
  TH: "tr",
  THEAD: "table",
  TBODY: "table",
  TFOOT: "table",
};

function inheritedRole(element: Element): string {
  const role = nativeRole(element);
  for (let part = element; role !== ""; ) {
    const [whole, selector] = [part.parentElement, WHOLES[part.nodeName]];
    if (whole === null || selector === undefined || !whole.matches(selector)) break;
    const given = explicitRole(whole);
    if (given !== undefined && isNone(given) && !isPerceived(whole, given)) return given;
    part = whole;
  }
  return role;
}

function nativeRole(element: Element): string {
  if (element instanceof HTMLInputElement) return inputRole(element);
  if (element instanceof HTMLSelectElement) return element.multiple || element.size > 1 ? "listbox" : "combobox";
  const tag = element.nodeName.toUpperCase();
  const named = () => element.hasAttribute("aria-label") || element.hasAttribute("aria-labelledby");
  switch (tag) {
    case "A":
    case "AREA":
      return element.hasAttribute("href") ? "link" : "";
    case "IMG":
      return element.getAttribute("alt") === "" && !(element.hasAttribute("title") || isPerceived(element, "img"))
        ? "presentation"
        : "img";
    case "HEADER":
      return element.closest(SECTIONING) === null ? "banner" : "";
    case "FOOTER":
      return element.closest(SECTIONING) === null ? "contentinfo" : "";
    case "FORM":
      return named() ? "form" : "";
    case "SECTION":
      return named() ? "region" : "";
    case "TD":
      return element.closest("[role=grid], [role=treegrid]") === null ? "cell" : "gridcell";
    case "TH":
      return headerRole(element);
    default:
      return TAG_ROLES[tag] ?? "";
  }
}

function inputRole(input: HTMLInputElement): string {
  if (input.type === "hidden") return "";
  if (input.type === "file") return "button";
  const role = INPUT_ROLES[input.type] ?? "textbox";
  return input.list !== null && (role === "textbox" || role === "searchbox") ? "combobox" : role;
}

/** Without a `scope` attribute, the cells beside the header tell whether it heads a column or a row. */
function headerRole(header: Element): string {
  const scope = header.getAttribute("scope") ?? "";
  if (/^col(group)?$/.test(scope)) return "columnheader";
  if (/^row(group)?$/.test(scope)) return "rowheader";
  const neighbours = [header.previousElementSibling, header.nextElementSibling];
  if (neighbours.every((one) => one === null)) return (header.closest("table")?.rows.length ?? 2) <= 1 ? "" : "columnheader";
  if (neighbours.every((one) => one?.nodeName === "TH")) return "columnheader";
  const isData = (one: Element | null) =>
    one?.nodeName === "TD" && ((one.textContent ?? "").trim() !== "" || one.children.length > 0);
  return neighbours.some(isData) ? "rowheader" : "columnheader";
}
