const VOID = new Set("area base br col command embed hr img input keygen link meta param source track wbr".split(" "));
const OPENING = /^(\s*(?:<!--[\s\S]*?-->\s*)*)<([^\s/>]+)/;
const ATTRIBUTE = /([^\s=/>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?|>/g;

/** Attributes of a root element; `true` is an attribute without a value. */
export type RootAttributes = Readonly<Record<string, string | true>>;

/** The HTML of one element, with attributes added to its start tag. */
export function withRootAttributes(html: string, attributes: RootAttributes): string {
  const opening = OPENING.exec(html);
  if (!opening) throw new Error("a rendered component does not begin with an element");
  return `${opening[0]}${attributeText(attributes)}${html.slice(opening[0].length)}`;
}

/** The element without content, with its id and these attributes only: the page keeps what it has. */
export function emptyRoot(html: string, attributes: RootAttributes): string {
  const opening = OPENING.exec(html);
  if (!opening) throw new Error("a rendered component does not begin with an element");
  const [start, before, tag = ""] = opening;
  const id = idAttribute(html, start.length);
  const text = `${before}<${tag}${id === undefined ? "" : ` id=${id}`}${attributeText(attributes)}`;
  return VOID.has(tag) ? `${text}/>` : `${text}></${tag}>`;
}

function idAttribute(html: string, from: number): string | undefined {
  ATTRIBUTE.lastIndex = from;
  for (let found = ATTRIBUTE.exec(html); found && found[0] !== ">"; found = ATTRIBUTE.exec(html)) {
    if (found[1] === "id") return found[2];
  }
  return undefined;
}

function attributeText(attributes: RootAttributes): string {
  let text = "";
  for (const [name, value] of Object.entries(attributes)) text += value === true ? ` ${name}` : ` ${name}="${value}"`;
  return text;
}
