import { type AriaChildren, type AriaTemplate, type AriaWanted, plain } from "./aria-template.js";
import type { AriaNode, AriaStates } from "./aria-tree.js";

/** Whether the template fits an element of the tree, at whatever depth. */
export function matchesAria(tree: AriaNode, template: AriaTemplate): boolean {
  return (
    fits(tree, template, "contain") || tree.children.some((child) => typeof child !== "string" && matchesAria(child, template))
  );
}

const STATES: readonly (keyof AriaStates)[] = ["checked", "disabled", "expanded", "level", "pressed", "selected"];

function fits(node: AriaNode | string, template: AriaTemplate | AriaWanted, around: AriaChildren): boolean {
  if (typeof template === "string" || template instanceof RegExp) return typeof node === "string" && isText(node, template);
  if (typeof node === "string") return false;
  if (template.role !== "fragment" && template.role !== node.role) return false;
  if (template.name !== undefined && !isText(node.name, template.name)) return false;
  if (STATES.some((state) => template[state] !== undefined && template[state] !== (node[state] ?? false))) return false;
  for (const [prop, value] of Object.entries(template.props)) if (!isText(node.props[prop] ?? "", value)) return false;
  return fitAll(node.children, template.children, template.mode ?? (around === "deep-equal" ? around : "contain"));
}

function fitAll(
  nodes: readonly (AriaNode | string)[],
  templates: readonly (AriaTemplate | AriaWanted)[],
  mode: AriaChildren,
): boolean {
  if (mode !== "contain") {
    return nodes.length === templates.length && nodes.every((node, at) => fits(node, templates[at] as AriaTemplate, mode));
  }
  let at = 0;
  for (const template of templates) {
    while (at < nodes.length && !fits(nodes[at] as AriaNode, template, mode)) at++;
    if (at >= nodes.length) return false;
    at++;
  }
  return true;
}

function isText(text: string, wanted: AriaWanted): boolean {
  return wanted instanceof RegExp ? wanted.test(text) : plain(text) === wanted;
}
