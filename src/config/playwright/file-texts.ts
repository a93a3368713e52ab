import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { AnyNode, CallExpression, MemberExpression, NewExpression } from "acorn";
import { Origins } from "./origins.js";
import { nameOf } from "./refused/syntax.js";

/** So many expressions are followed one after the other. */
const DEEPEST = 16;

/** An expression with more possible texts is given up. */
const MOST_TEXTS = 200;

/** The texts that expressions of a bundle may have, as far as they are written in it. */
export class FileTexts {
  readonly #cwd: string;
  readonly #origins: Origins;
  /** Results by expression. While an expression is followed it has none, so that one that leads to itself ends. */
  readonly #known = { values: new Map<AnyNode, readonly AnyNode[]>(), texts: new Map<AnyNode, readonly string[]>() };

  constructor(body: readonly AnyNode[], cwd: string) {
    this.#cwd = cwd;
    this.#origins = new Origins(body);
  }

  /** The texts of an expression, and of the elements of a list. */
  listed(node: AnyNode): readonly string[] {
    return this.#elements(node, 0).flatMap((one) => this.#texts(one, 0));
  }

  /** The texts of a property of an object. */
  ofProperty(object: AnyNode, name: string): readonly string[] {
    return this.#values(object, 0)
      .flatMap((one) => this.#property(one, name, 0))
      .flatMap((one) => this.#texts(one, 0));
  }

  #texts(node: AnyNode, depth: number): readonly string[] {
    return once(this.#known.texts, node, () => {
      if (depth > DEEPEST) return [];
      const found = new Set(this.#values(node, depth).flatMap((one) => this.#written(one, depth + 1)));
      return found.size > MOST_TEXTS ? [] : [...found];
    });
  }

  #written(node: AnyNode, depth: number): readonly string[] {
    const texts = (one: AnyNode) => this.#texts(one, depth);
    switch (node.type) {
      case "Literal":
        return typeof node.value === "string" ? [node.value] : [];
      case "TemplateLiteral": {
        const parts = node.quasis.flatMap(({ value }, at) => [
          [value.cooked ?? ""],
          ...node.expressions.slice(at, at + 1).map(texts),
        ]);
        return choices(parts).map((one) => one.join(""));
      }
      case "BinaryExpression":
        return node.operator === "+" ? choices([texts(node.left), texts(node.right)]).map((one) => one.join("")) : [];
      case "MemberExpression":
        return nameOf(node) === "pathname" ? texts(node.object) : [];
      case "NewExpression":
      case "CallExpression":
        return this.#called(node, texts);
      default:
        return [];
    }
  }

  #called(call: CallExpression | NewExpression, texts: (node: AnyNode) => readonly string[]): readonly string[] {
    const { callee, arguments: given } = call;
    const name = callee.type === "MemberExpression" ? nameOf(callee) : callee.type === "Identifier" && callee.name;
    if (typeof name !== "string") return [];
    if (name === "cwd" && given.length === 0) return [this.#cwd];
    return given.length === 0 ? [] : choices(given.map(texts)).flatMap((one) => this.#pathOf(name, one) ?? []);
  }

  #pathOf(name: string, texts: readonly string[]): string | undefined {
    const [first = "", second] = texts;
    // A bundle may number the names that it has twice.
    switch (name.replace(/\d+$/, "")) {
      case "join":
        return join(...texts);
      case "resolve":
        return resolve(this.#cwd, ...texts);
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

  /** The expressions that this one may evaluate to: names, members and alternatives are followed. */
  #values(node: AnyNode, depth: number): readonly AnyNode[] {
    return once(this.#known.values, node, () => (depth > DEEPEST ? [] : [...new Set(this.#followed(node, depth))]));
  }

  #followed(node: AnyNode, depth: number): readonly AnyNode[] {
    const values = (one: AnyNode) => this.#values(one, depth + 1);
    switch (node.type) {
      case "Identifier":
        return this.#origins.of(node).flatMap(({ value, isElement, key }) => {
          const found = isElement ? this.#elements(value, depth + 1).flatMap(values) : values(value);
          return key === undefined ? found : found.flatMap((one) => this.#property(one, key, depth + 1));
        });
      case "MemberExpression":
        return this.#member(node, depth + 1);
      case "ConditionalExpression":
        return [node.consequent, node.alternate].flatMap(values);
      case "LogicalExpression":
        return [node.left, node.right].flatMap(values);
      case "AwaitExpression":
        return values(node.argument);
      case "ChainExpression":
        return values(node.expression);
      default:
        return [node];
    }
  }

  #member(node: MemberExpression, depth: number): readonly AnyNode[] {
    const { object, computed } = node;
    const name = nameOf(node);
    if (object.type === "ThisExpression")
      return name === undefined ? [] : this.#origins.ofField(name).flatMap((one) => this.#values(one, depth));
    if (name === "pathname") return [node];
    const objects = this.#values(object, depth);
    if (name !== undefined) return objects.flatMap((one) => this.#property(one, name, depth));
    return computed ? objects.flatMap((one) => this.#elements(one, depth)).flatMap((one) => this.#values(one, depth)) : [];
  }

  #property(object: AnyNode, name: string, depth: number): readonly AnyNode[] {
    if (depth > DEEPEST || object.type !== "ObjectExpression") return [];
    return object.properties.flatMap((one) => {
      if (one.type === "SpreadElement")
        return this.#values(one.argument, depth + 1).flatMap((spread) => this.#property(spread, name, depth + 1));
      const { key } = one;
      const isMeant =
        key.type === "Identifier" ? !one.computed && key.name === name : key.type === "Literal" && key.value === name;
      return isMeant ? this.#values(one.value, depth + 1) : [];
    });
  }

  /** The elements of a list; another value is its own. */
  #elements(node: AnyNode, depth: number): readonly AnyNode[] {
    return this.#values(node, depth).flatMap((one) => {
      if (one.type !== "ArrayExpression") return [one];
      return one.elements.flatMap((element) => {
        if (element === null) return [];
        return element.type === "SpreadElement" ? this.#elements(element.argument, depth + 1) : [element];
      });
    });
  }
}

function once<T>(known: Map<AnyNode, readonly T[]>, node: AnyNode, find: () => readonly T[]): readonly T[] {
  const before = known.get(node);
  if (before !== undefined) return before;
  known.set(node, []);
  const found = find();
  known.set(node, found);
  return found;
}

/** Each way to take one text of each part. */
function choices(parts: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const ways = parts.reduce((product, { length }) => product * length, 1);
  if (ways > MOST_TEXTS) return [];
  return parts.reduce<readonly (readonly string[])[]>(
    (known, part) => known.flatMap((before) => part.map((text) => [...before, text])),
    [[]],
  );
}
