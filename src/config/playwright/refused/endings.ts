import type { AnyNode } from "acorn";
import { childrenOf, isFunction, nameOf } from "./syntax.js";

/** The calls that end a test or invert its result. */
const ENDING = ["skip", "fixme", "fail", "abort"];

/** Tells which code can end a test. It goes by names, as values may be unknown: a name that mentions an ending is one too. */
export class Endings {
  readonly #names = new Set(ENDING);
  /** For each name, the names whose declarations mention it. */
  readonly #mentionedBy = new Map<string, Set<string>>();
  readonly #known = new Map<AnyNode, boolean>();

  /** Notes a declaration in the user's own code. All are noted before the first question. */
  note(name: string, code: AnyNode): void {
    for (const mentioned of mentionsIn(code)) {
      const by = this.#mentionedBy.get(mentioned) ?? new Set();
      this.#mentionedBy.set(mentioned, by.add(name));
    }
  }

  /** Follows the declarations from the endings to all names that lead to one. */
  settle(): void {
    for (const name of this.#names) for (const by of this.#mentionedBy.get(name) ?? []) this.#names.add(by);
  }

  /** Whether a call of this name ends a test for certain, whatever the object. */
  isEnding(name: string): boolean {
    return ENDING.includes(name);
  }

  /** Whether code, or a function inside it, throws or mentions an ending. */
  isIn(node: AnyNode): boolean {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const name = mentionOf(node);
    const isHere = node.type === "ThrowStatement" || (name !== undefined && this.#names.has(name));
    const found = isHere || partsOf(node).some((part) => this.isIn(part));
    this.#known.set(node, found);
    return found;
  }
}

/** Whether code can leave its function or its loop. */
export function leaves(node: AnyNode): boolean {
  if (/^(Return|Throw|Break|Continue)Statement$/.test(node.type)) return true;
  return childrenOf(node).some((child) => !isFunction(child) && leaves(child));
}

function mentionsIn(node: AnyNode): readonly string[] {
  const name = mentionOf(node);
  return [...(name === undefined ? [] : [name]), ...partsOf(node).flatMap(mentionsIn)];
}

function mentionOf(node: AnyNode): string | undefined {
  if (node.type === "Identifier" || node.type === "PrivateIdentifier") return node.name;
  return node.type === "MemberExpression" && node.computed ? nameOf(node) : undefined;
}

/** The children of a node. A route that is aborted ends no test. */
function partsOf(node: AnyNode): readonly AnyNode[] {
  if (node.type !== "MemberExpression" || nameOf(node) !== "abort") return childrenOf(node);
  return node.object.type === "Identifier" && node.object.name === "route" ? [] : childrenOf(node);
}
