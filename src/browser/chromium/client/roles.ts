/** ARIA roles: what an element is to people, said by its author or by HTML. */

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
const NO_ROLE_INPUTS = /^(hidden|color|file)$/;

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
  "article, aside, main, nav, section, [role=article], [role=complementary], [role=main], [role=navigation], [role=region]";

/** Its role; `""` when it has none. */
export function roleOf(element: Element): string {
  const [explicit = ""] = (element.getAttribute("role") ?? "").trim().toLowerCase().split(/\s+/);
  if (explicit === "presentation" || explicit === "none") return "";
  return explicit === "" ? nativeRole(element) : explicit;
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
      return element.getAttribute("alt") === "" && !named() && !element.hasAttribute("title") ? "" : "img";
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
  if (NO_ROLE_INPUTS.test(input.type)) return input.type === "file" ? "button" : "";
  const role = INPUT_ROLES[input.type] ?? "textbox";
  return input.list !== null && (role === "textbox" || role === "searchbox") ? "combobox" : role;
}

function headerRole(header: Element): string {
  const scope = header.getAttribute("scope");
  if (scope === "row" || scope === "rowgroup") return "rowheader";
  if (scope === null && header.closest("thead") === null && header.nextElementSibling?.nodeName === "TD") return "rowheader";
  return "columnheader";
}

const CAN_BE_DISABLED =
  /^(application|button|checkbox|columnheader|combobox|composite|grid|gridcell|group|input|link|listbox|menu|menubar|menuitem|menuitemcheckbox|menuitemradio|option|radio|radiogroup|row|rowheader|scrollbar|searchbox|select|separator|slider|spinbutton|switch|tab|tablist|textbox|toolbar|tree|treegrid|treeitem)$/;
const CAN_BE_READ_ONLY =
  /^(checkbox|columnheader|combobox|grid|gridcell|listbox|menuitemcheckbox|menuitemradio|radiogroup|rowheader|searchbox|slider|spinbutton|switch|textbox|treegrid)$/;
const CAN_BE_CHECKED = /^(checkbox|menuitemcheckbox|option|radio|switch|menuitemradio|treeitem)$/;

/** Whether `aria-disabled` means anything there. */
export function canBeDisabled(element: Element): boolean {
  return CAN_BE_DISABLED.test(roleOf(element));
}

export function canBeReadOnly(element: Element): boolean {
  return CAN_BE_READ_ONLY.test(roleOf(element));
}

export function canBeChecked(element: Element): boolean {
  return CAN_BE_CHECKED.test(roleOf(element));
}
