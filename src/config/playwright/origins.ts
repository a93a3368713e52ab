import type { AnyNode, CallExpression, Identifier } from "acorn";
import { childrenOf, type FunctionNode, isFunction, nameOf, namesOf } from "./refused/syntax.js";

/** An expression whose value a name may have, or that of one of its elements, or of its property. */
interface Origin {
  readonly value: AnyNode;
  readonly isElement?: boolean;
  /** The property of the value or of the element. */
  readonly key?: string;
}

/** A name in its scope. */
interface Declaration {
  readonly scope: AnyNode;
  readonly origins: readonly Origin[];
  /** Where its value is a parameter. */
  readonly parameter?: { readonly of: FunctionNode; readonly at: number };
  readonly isImported?: boolean;
}

/** Where a function can be called by name. */
interface NamedFunction {
  readonly name: string;
  readonly isMember: boolean;
}

/** Calls a function with each element of a list. */
const EACH = /^(?:forEach|map|flatMap)$/;

/** Where the values of names in a bundle come from: declarations, assignments, loops, and the calls of functions that have a name. */
export class Origins {
  readonly #declared = new Map<string, Declaration[]>();
  readonly #assigned = new Map<string, { readonly name: Identifier; readonly value: AnyNode }[]>();
  readonly #fields = new Map<string, AnyNode[]>();
  readonly #names = new Map<FunctionNode, NamedFunction>();
  /** How many functions are members of this name. */
  readonly #members = new Map<string, number>();
  readonly #calls = new Map<string, CallExpression[]>();
  /** The list whose elements a function is called with. */
  readonly #lists = new Map<AnyNode, AnyNode>();

  constructor(body: readonly AnyNode[]) {
    const whole = { start: 0, end: Number.POSITIVE_INFINITY } as AnyNode;
    for (const node of body) this.#index(node, [whole]);
  }

  /** The origins of a variable or parameter, where its name is used. */
  of(name: Identifier): readonly Origin[] {
    const declaration = this.#declarationOf(name);
    if (declaration === undefined) return [];
    const { origins, parameter } = declaration;
    const assigned = (this.#assigned.get(name.name) ?? []).filter((one) => this.#declarationOf(one.name) === declaration);
    return [...origins, ...assigned, ...(parameter === undefined ? [] : this.#given(parameter))];
  }

  /** The values that classes give to a field of this name. */
  ofField(name: string): readonly AnyNode[] {
    return this.#fields.get(name) ?? [];
  }

  #given({ of, at }: NonNullable<Declaration["parameter"]>): readonly Origin[] {
    const list = this.#lists.get(of);
    if (list !== undefined) return at === 0 ? [{ value: list, isElement: true }] : [];
    const named = this.#names.get(of);
    // A member's name stands for one function only if no other has it.
    if (named === undefined || (named.isMember && (this.#members.get(named.name) ?? 0) > 1)) return [];
    return (this.#calls.get(named.name) ?? []).flatMap(({ callee, arguments: given }) => {
      const value = given[at];
      if (value === undefined || value.type === "SpreadElement") return [];
      if (callee.type === "Identifier") return this.#isValueOf(callee, of) ? [{ value }] : [];
      return callee.type === "MemberExpression" && named.isMember && !this.#isImported(callee.object) ? [{ value }] : [];
    });
  }

  #isValueOf(name: Identifier, made: FunctionNode): boolean {
    return this.of(name).some(({ value }) => value === made);
  }

  #isImported(node: AnyNode): boolean {
    return node.type === "Identifier" && this.#declarationOf(node)?.isImported === true;
  }

  #declarationOf({ name, start, end }: Identifier): Declaration | undefined {
    const around = (this.#declared.get(name) ?? []).filter(({ scope }) => scope.start <= start && end <= scope.end);
    return around.sort((a, b) => b.scope.start - a.scope.start || a.scope.end - b.scope.end)[0];
  }

  #index(node: AnyNode, around: readonly AnyNode[]): void {
    const [scope = node] = around.slice(-1);
    if (isFunction(node)) this.#indexFunction(node, scope);
    else this.#indexNames(node, scope);
    if (node.type === "CallExpression") this.#indexCall(node);
    const inner = isFunction(node) || /^(?:Block|For|ForOf|ForIn|Switch)Statement$/.test(node.type) ? [...around, node] : around;
    for (const child of childrenOf(node)) this.#index(child, inner);
  }

  #indexFunction(node: FunctionNode, scope: AnyNode): void {
    if (node.type === "FunctionDeclaration") this.#named(node, node.id?.name ?? "", false);
    if (node.type === "FunctionDeclaration" && node.id !== null)
      this.#declare(node.id.name, { scope, origins: [{ value: node }] });
    for (const [at, parameter] of node.params.entries()) {
      const pattern = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
      const origins = parameter.type === "AssignmentPattern" ? [{ value: parameter.right }] : [];
      if (pattern.type === "Identifier") this.#declare(pattern.name, { scope: node, origins, parameter: { of: node, at } });
      else for (const name of namesOf(pattern)) this.#declare(name, { scope: node, origins: [] });
    }
  }

  #indexNames(node: AnyNode, scope: AnyNode): void {
    switch (node.type) {
      case "VariableDeclarator":
        this.#pattern(node.id, scope, node.init ? [{ value: node.init }] : []);
        if (node.id.type === "Identifier" && node.init && isFunction(node.init)) this.#named(node.init, node.id.name, false);
        break;
      case "ForOfStatement": {
        const [variable] = node.left.type === "VariableDeclaration" ? node.left.declarations : [];
        if (variable !== undefined) this.#pattern(variable.id, node.body, [{ value: node.right, isElement: true }]);
        break;
      }
      case "ImportDeclaration":
        for (const { local } of node.specifiers) this.#declare(local.name, { scope, origins: [], isImported: true });
        break;
      case "AssignmentExpression":
        if (node.left.type === "Identifier") push(this.#assigned, node.left.name, { name: node.left, value: node.right });
        else if (node.left.type === "MemberExpression" && node.left.object.type === "ThisExpression")
          push(this.#fields, nameOf(node.left) ?? "", node.right);
        break;
      case "Property":
      case "MethodDefinition":
      case "PropertyDefinition":
        this.#member(node.key, node.value);
        if (node.type === "PropertyDefinition" && node.key.type === "Identifier" && node.value)
          push(this.#fields, node.key.name, node.value);
        break;
      default:
    }
  }

  /** Declares the names of a pattern; their origins are followed one property deep. */
  #pattern(pattern: AnyNode, scope: AnyNode, origins: readonly Origin[]): void {
    const written = pattern.type === "Identifier" ? origins : [];
    if (pattern.type !== "ObjectPattern") {
      for (const name of namesOf(pattern)) this.#declare(name, { scope, origins: written });
      return;
    }
    for (const one of pattern.properties) {
      const isPlain =
        one.type === "Property" && one.key.type === "Identifier" && !one.computed && one.value.type === "Identifier";
      const key = isPlain ? (one.key as Identifier).name : "";
      for (const name of namesOf(one.type === "Property" ? one.value : one))
        this.#declare(name, { scope, origins: isPlain ? origins.map((origin) => ({ ...origin, key })) : [] });
    }
  }

  #member(key: AnyNode, value: AnyNode | null | undefined): void {
    if (key.type !== "Identifier" || !value || !isFunction(value)) return;
    this.#named(value, key.name, true);
    this.#members.set(key.name, (this.#members.get(key.name) ?? 0) + 1);
  }

  #indexCall(call: CallExpression): void {
    const { callee, arguments: given } = call;
    if (callee.type === "Identifier") push(this.#calls, callee.name, call);
    if (callee.type !== "MemberExpression") return;
    const name = nameOf(callee) ?? "";
    push(this.#calls, name, call);
    const [first] = given;
    if (first !== undefined && isFunction(first) && EACH.test(name)) this.#lists.set(first, callee.object);
  }

  #named(node: FunctionNode, name: string, isMember: boolean): void {
    this.#names.set(node, { name, isMember });
  }

  #declare(name: string, declaration: Declaration): void {
    push(this.#declared, name, declaration);
  }
}

function push<T>(lists: Map<string, T[]>, name: string, value: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}
