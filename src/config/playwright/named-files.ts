import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { AnyNode, CallExpression, Expression, NewExpression, SpreadElement } from "acorn";
import { BundleTree } from "./refused/bundle-tree.js";
import { childrenOf } from "./refused/syntax.js";

/** Files are sent to nodes only for these. */
const TAKES_FILES = /\b(?:setInputFiles|setFiles|fulfill|addInitScript|addScriptTag|addStyleTag)\b/;

/** Longer texts are no paths. */
const LONGEST_PATH = 1000;

/**
 * The absolute paths of the files that the user's own modules in the bundle of a spec name: as text relative to the working
 * directory, or with `__dirname` and `path.join`. None for a spec that hands no files to a page.
 */
export function namedFiles(code: string, cwd: string): readonly string[] {
  if (!TAKES_FILES.test(code)) return [];
  const tree = new BundleTree(code);
  const texts = new ConstantTexts(tree, cwd);
  const found = new Set<string>();
  const look = (node: AnyNode): void => {
    const path = texts.of(node);
    if (path !== undefined && mayBePath(path)) {
      const file = resolve(cwd, path);
      if (!found.has(file) && isFile(file)) {
        const place = tree.placeOf(node);
        // A module that asks for its own place is not meant, nor is the bundle's entry, which has no file.
        if (place !== undefined && place.file !== file && isFile(place.file)) found.add(file);
      }
    }
    for (const child of childrenOf(node)) look(child);
  };
  for (const node of tree.body) look(node);
  return [...found].sort();
}

function mayBePath(text: string): boolean {
  return text.length < LONGEST_PATH && /[./\\]/.test(text) && !/[\n\0]/.test(text);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Follows names that lead to each other at most so far. */
const DEEPEST = 8;

/** The texts of expressions that are the same in every run. */
class ConstantTexts {
  readonly #cwd: string;
  /** By name; `undefined` for a name that is declared more than once. */
  readonly #values = new Map<string, AnyNode | undefined>();

  constructor(tree: BundleTree, cwd: string) {
    this.#cwd = cwd;
    for (const node of tree.body) this.#index(node);
  }

  of(node: AnyNode, depth = 0): string | undefined {
    if (depth > DEEPEST) return undefined;
    const text = (one: AnyNode) => this.of(one, depth + 1);
    switch (node.type) {
      case "Literal":
        return typeof node.value === "string" ? node.value : undefined;
      case "TemplateLiteral":
        return joined(
          node.quasis.flatMap(({ value }, at) => [value.cooked ?? undefined, ...node.expressions.slice(at, at + 1).map(text)]),
        );
      case "BinaryExpression":
        return node.operator === "+" ? joined([text(node.left), text(node.right)]) : undefined;
      case "Identifier": {
        const value = this.#values.get(node.name);
        return value === undefined ? undefined : text(value);
      }
      case "MemberExpression":
        return node.property.type === "Identifier" && node.property.name === "pathname" ? text(node.object) : undefined;
      case "NewExpression":
      case "CallExpression":
        return this.#called(node, text);
      default:
        return undefined;
    }
  }

  #called(
    { callee, arguments: given }: CallExpression | NewExpression,
    text: (node: Expression | SpreadElement) => string | undefined,
  ): string | undefined {
    const name = callee.type === "MemberExpression" ? callee.property : callee;
    if (name.type !== "Identifier") return undefined;
    if (name.name === "cwd" && given.length === 0) return this.#cwd;
    const texts = given.map(text);
    if (texts.length === 0 || texts.some((one) => one === undefined)) return undefined;
    const [first = "", second] = texts as readonly string[];
    // A bundle may number the names that it has twice.
    switch (name.name.replace(/\d+$/, "")) {
      case "join":
        return join(...(texts as readonly string[]));
      case "resolve":
        return resolve(this.#cwd, ...(texts as readonly string[]));
      case "dirname":
        return dirname(first);
      case "fileURLToPath":
        return first.startsWith("file://") ? fileURLToPath(first) : first;
      case "URL":
        return second?.startsWith("file://") === true ? fileURLToPath(new URL(first, second)) : undefined;
      case "pathToFileURL":
        return pathToFileURL(first).href;
      default:
        return undefined;
    }
  }

  #index(node: AnyNode): void {
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier") {
      const { name } = node.id;
      this.#values.set(name, this.#values.has(name) ? undefined : (node.init ?? undefined));
    }
    for (const child of childrenOf(node)) this.#index(child);
  }
}

function joined(texts: readonly (string | undefined)[]): string | undefined {
  return texts.some((one) => one === undefined) ? undefined : texts.join("");
}
