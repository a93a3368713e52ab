import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";
import { type AnyNode, type ArrowFunctionExpression, type FunctionDeclaration, type FunctionExpression, parse } from "acorn";

/** A function in the tree of a bundle. */
export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

/** A function, and the nodes around it from the outermost. */
export interface PlacedFunction {
  readonly node: FunctionNode;
  readonly around: readonly AnyNode[];
}

/** A place in one of the user's own files, counted from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The bundle of a spec as a syntax tree. Throws when the code cannot be parsed. */
export class BundleTree {
  readonly #code: string;
  readonly #map: SourceMap;
  /** By their text. */
  readonly #functions = new Map<string, PlacedFunction>();
  readonly #assigned = new Set<string>();
  readonly body: readonly AnyNode[];

  constructor(code: string) {
    this.#code = code;
    const map = /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/.exec(code)?.[1] ?? "";
    this.#map = new SourceMap(JSON.parse(Buffer.from(map, "base64").toString()) as SourceMapPayload);
    this.body = parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true }).body;
    for (const one of this.body) this.#index(one, []);
  }

  /** A function that the bundle has made, by its text. */
  functionOf(made: unknown): PlacedFunction | undefined {
    return typeof made === "function" ? this.#functions.get(String(made)) : undefined;
  }

  textOf({ start, end }: AnyNode): string {
    return this.#code.slice(start, end);
  }

  /** Whether a variable of this name gets another value somewhere. */
  isAssigned(name: string): boolean {
    return this.#assigned.has(name);
  }

  /** Where the user wrote a node; `undefined` in packages. */
  placeOf({ loc }: AnyNode): SourcePlace | undefined {
    if (loc === null || loc === undefined) return undefined;
    const entry = this.#map.findEntry(loc.start.line - 1, loc.start.column);
    if (!("originalSource" in entry) || !entry.originalSource.startsWith("file:")) return undefined;
    const file = fileURLToPath(entry.originalSource);
    if (file.includes("node_modules")) return undefined;
    return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  #index(node: AnyNode, around: readonly AnyNode[]): void {
    if (isFunction(node)) this.#functions.set(this.textOf(node), { node, around });
    // The text of a method begins with its name.
    if (node.type === "Property" && node.method && isFunction(node.value))
      this.#functions.set(this.textOf(node), { node: node.value, around });
    if (node.type === "AssignmentExpression" && node.left.type === "Identifier") this.#assigned.add(node.left.name);
    const path = [...around, node];
    for (const child of childrenOf(node)) this.#index(child, path);
  }
}

export function isFunction(node: AnyNode): node is FunctionNode {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** The nodes directly inside another one. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
