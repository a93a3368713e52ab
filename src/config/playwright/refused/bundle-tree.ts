import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";
import { type AnyNode, type MemberExpression, parse } from "acorn";
import { OWN_MODULES } from "../../modules/own-modules.js";
import { Endings } from "./endings.js";
import { childrenOf, type FunctionNode, isFunction, nameOf, namesOf } from "./syntax.js";

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
  /** By their text. `undefined` where functions of the same text see different names. */
  readonly #functions = new Map<string, PlacedFunction | undefined>();
  readonly #assigned = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #supplied = new Set<string>();
  readonly endings = new Endings();
  readonly body: readonly AnyNode[];

  constructor(code: string) {
    this.#code = code;
    const map = /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/.exec(code)?.[1] ?? "";
    this.#map = new SourceMap(JSON.parse(Buffer.from(map, "base64").toString()) as SourceMapPayload);
    this.body = parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true }).body.flatMap(ownStatements);
    for (const one of this.body) this.#index(one, []);
    this.endings.settle();
  }

  /** Whether a function comes from the bundle. */
  has(made: unknown): boolean {
    return this.#functions.has(String(made));
  }

  /** A function that the bundle has made, by its text. `undefined` if that is ambiguous. */
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

  /** Whether a member of this name gets another value after its object is made. */
  isChanged(name: string): boolean {
    return this.#changed.has(name);
  }

  /** Whether some object may get a function of the user's under this name, as with `expect.extend` or `Object.assign`. */
  isSupplied(name: string): boolean {
    return this.#supplied.has(name) || this.#changed.has(name);
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
    if (isFunction(node)) this.#place(this.textOf(node), { node, around });
    // The text of a method begins with its name.
    if (node.type === "Property" && node.method && isFunction(node.value))
      this.#place(this.textOf(node), { node: node.value, around });
    if (node.type === "Property" && node.key.type === "Identifier" && isFunction(node.value)) this.#supplied.add(node.key.name);
    if (node.type === "AssignmentExpression" || node.type === "ForOfStatement" || node.type === "ForInStatement") {
      for (const name of namesOf(node.left)) this.#assigned.add(name);
      for (const member of membersIn(node.left)) this.#change(member, around);
    }
    this.#noteNames(node);
    const path = [...around, node];
    for (const child of childrenOf(node)) this.#index(child, path);
  }

  #place(text: string, placed: PlacedFunction): void {
    const other = this.#functions.get(text);
    const isSame = other !== undefined && areEqual(scopesIn(other.around), scopesIn(placed.around));
    this.#functions.set(text, isSame || !this.#functions.has(text) ? placed : undefined);
  }

  #change(member: MemberExpression, around: readonly AnyNode[]): void {
    const name = nameOf(member);
    const [method, , , statement] = around.slice(-4);
    const isMade =
      method?.type === "MethodDefinition" && method.kind === "constructor" && statement?.type === "ExpressionStatement";
    if (name !== undefined && !(isMade && member.object.type === "ThisExpression")) this.#changed.add(name);
  }

  /** Notes the names that the user's own code declares. */
  #noteNames(node: AnyNode): void {
    const [names, code] = declaredIn(node);
    if (names.length === 0 || !code || this.placeOf(node) === undefined) return;
    for (const name of names) this.endings.note(name, code);
  }
}

/** The function that evaluates the user's own modules is called for each user: its statements are those of modules. */
function ownStatements(node: AnyNode): readonly AnyNode[] {
  return node.type === "FunctionDeclaration" && node.id?.name === OWN_MODULES ? node.body.body : [node];
}

type Declared = readonly [names: readonly string[], code?: AnyNode | null | undefined];

function declaredIn(node: AnyNode): Declared {
  switch (node.type) {
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return [namesOf(node.id), node.body];
    case "VariableDeclarator": {
      const { init } = node;
      const isTest =
        init?.type === "CallExpression" && init.callee.type === "MemberExpression" && nameOf(init.callee) === "extend";
      return isTest ? [[]] : [namesOf(node.id), init];
    }
    case "AssignmentExpression":
      return [[...namesOf(node.left), ...membersIn(node.left).flatMap((member) => nameOf(member) ?? [])], node.right];
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return [node.key.type === "PrivateIdentifier" ? [node.key.name] : namesOf(node.key), node.value];
    default:
      return [[]];
  }
}

/** The members that a pattern assigns. */
function membersIn(pattern: AnyNode): readonly MemberExpression[] {
  if (pattern.type === "MemberExpression") return [pattern];
  return /Pattern$|^Property$|^RestElement$/.test(pattern.type) ? childrenOf(pattern).flatMap(membersIn) : [];
}

/** The nodes that have names of their own. */
function scopesIn(around: readonly AnyNode[]): readonly AnyNode[] {
  return around.filter(
    (node) => isFunction(node) || /^(Block|For|ForOf|ForIn|Switch)Statement$|^Class|^CatchClause$/.test(node.type),
  );
}

function areEqual(one: readonly AnyNode[], other: readonly AnyNode[]): boolean {
  return one.length === other.length && one.every((node, index) => node === other[index]);
}
