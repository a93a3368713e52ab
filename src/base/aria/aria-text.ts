import type { AriaNode } from "./aria-tree.js";

/** The tree as Playwright writes it, in YAML. */
export function ariaText(tree: AriaNode): string {
  const nodes = tree.role === "fragment" ? tree.children : [tree];
  return nodes.flatMap((node) => linesOf(node, "")).join("\n");
}

function linesOf(node: AriaNode | string, indent: string): readonly string[] {
  if (typeof node === "string") return [`${indent}- text: ${asValue(node)}`];
  const head = `${indent}- ${asKey(headOf(node))}`;
  const props = Object.entries(node.props).map(([name, value]) => `${indent}  - /${name}: ${asValue(value)}`);
  const [only] = node.children;
  if (props.length === 0 && only === undefined) return [head];
  if (props.length === 0 && node.children.length === 1 && typeof only === "string") return [`${head}: ${asValue(only)}`];
  return [`${head}:`, ...props, ...node.children.flatMap((child) => linesOf(child, `${indent}  `))];
}

/** YAML has a limit of 1,024 characters for a key. */
const MAX_NAME = 900;

function headOf({ role, name, checked, disabled, expanded, level, pressed, selected }: AriaNode): string {
  const states: readonly (readonly [string, boolean | number | string | undefined])[] = [
    ["checked", checked],
    ["disabled", disabled],
    ["expanded", expanded],
    ["level", level],
    ["pressed", pressed],
    ["selected", selected],
  ];
  const shown = states.flatMap(([state, value]) => {
    if (value === undefined || value === false || value === 0) return [];
    return [value === true ? `[${state}]` : `[${state}=${String(value)}]`];
  });
  return [role, ...(name !== "" && name.length <= MAX_NAME ? [JSON.stringify(name)] : []), ...shown].join(" ");
}

function asKey(key: string): string {
  return needsQuotes(key) ? `'${key.replaceAll("'", "''")}'` : key;
}

function asValue(text: string): string {
  return needsQuotes(text) ? JSON.stringify(text) : text;
}

/** Whether YAML would read the text as something else. */
function needsQuotes(text: string): boolean {
  if (text === "" || /^\s|\s$/.test(text)) return true;
  // Control characters, and what begins a comment or a key within a text.
  if (/[\p{Cc}]/u.test(text) || /^-(\s|$)/.test(text) || /\n/.test(text) || /[:#]\s/.test(text) || /\s[#:]/.test(text))
    return true;
  if (/:$/.test(text) || /^[&*\],?!>|@"'#%[{}`]/.test(text) || /^\[.*\]$/.test(text)) return true;
  return /^(?:~|null|true|false|yes|no|on|off|y|n)$/i.test(text) || !Number.isNaN(Number(text)) || /[{}`]/.test(text);
}
