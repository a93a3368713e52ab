import type { AnyNode, CallExpression, Class, MemberExpression, Pattern } from "acorn";
import { type BundleTree, childrenOf, type FunctionNode, isFunction } from "./bundle-tree.js";
import { type ClassValue, type FunctionValue, type InstanceValue, resultOf, type Value } from "./known-values.js";
import { Scope } from "./scope.js";
import { Statements } from "./statements.js";

/** A member of one of Playwright's objects that is used for certain. */
export interface UsedMember {
  /** `Page` …, or `expect` for matchers. */
  readonly of: string;
  readonly member: string;
  readonly node: AnyNode;
}

type Known = Value | undefined;

const MOST_DEEP = 30;
/** What ends a test, or turns its result around. */
const ENDING = /^(skip|fixme|fail|abort)$/;
/** What handles a failure, or may. */
const HANDLING = /^(catch|then|allSettled|race|any)$/;

/**
 * Follows the code of a test as far as it is certain to run: not what depends on a condition, nor what may come after the end of
 * the test. Tells which members of Playwright's objects are used, where it knows the object.
 */
export class Evaluation {
  readonly #tree: BundleTree;
  readonly #used: (used: UsedMember) => void;
  readonly #running: FunctionNode[] = [];
  /** Looked at for its value alone. */
  #isQuiet = 0;
  /** The test may have ended. */
  isOver = false;

  constructor(tree: BundleTree, used: (used: UsedMember) => void) {
    this.#tree = tree;
    this.#used = used;
  }

  /** The value of an expression, wherever it is needed first. */
  quietly(find: () => Known): Known {
    const { isOver } = this;
    this.#isQuiet++;
    try {
      return find();
    } finally {
      this.#isQuiet--;
      this.isOver = isOver;
    }
  }

  /** Runs a function; the value that it returns for certain. */
  run({ node, scope, self }: FunctionValue, args: readonly Known[]): Known {
    if (this.#running.includes(node) || this.#running.length > MOST_DEEP) return undefined;
    this.#running.push(node);
    const inner = new Scope(scope, self);
    for (const [index, parameter] of node.params.entries()) this.bind(parameter, args[index], inner);
    try {
      if (node.body.type !== "BlockStatement") return this.value(node.body, inner);
      return new Statements(this, this.#tree).runBody(node.body.body, inner);
    } finally {
      this.#running.pop();
    }
  }

  /** Gives the names of a pattern their values. */
  bind(pattern: Pattern | AnyNode, value: Known, scope: Scope): void {
    if (pattern.type === "Identifier" && !this.#tree.isAssigned(pattern.name)) scope.set(pattern.name, () => value);
    else scope.hide(pattern);
    if (pattern.type !== "ObjectPattern") return;
    for (const one of pattern.properties) {
      if (one.type !== "Property" || one.computed || one.key.type !== "Identifier" || one.value.type !== "Identifier") continue;
      const [key, name] = [one.key.name, one.value.name];
      if (!this.#tree.isAssigned(name)) scope.later(name, () => memberOf(value, key));
    }
  }

  value(node: AnyNode, scope: Scope): Known {
    switch (node.type) {
      case "Identifier":
        return scope.get(node.name);
      case "ThisExpression":
        return scope.self;
      case "AwaitExpression":
        return this.value(node.argument, scope);
      case "ChainExpression":
      case "ParenthesizedExpression":
        return this.value(node.expression, scope);
      case "MemberExpression":
        return this.#memberValue(node, scope);
      case "CallExpression":
        return this.#call(node, scope);
      case "NewExpression": {
        const made = this.value(node.callee, scope);
        const args = this.#arguments(node.arguments, scope);
        return made?.kind === "class" ? this.#instance(made, args) : undefined;
      }
      case "ConditionalExpression":
        this.value(node.test, scope);
        return undefined;
      case "LogicalExpression":
        this.value(node.left, scope);
        return undefined;
      case "AssignmentExpression":
        return this.#assign(node, scope);
      default:
        return this.#other(node, scope);
    }
  }

  #other(node: AnyNode, scope: Scope): Known {
    if (isFunction(node))
      return { kind: "function", node, scope, self: node.type === "ArrowFunctionExpression" ? scope.self : undefined };
    if (node.type === "ClassExpression") return { kind: "class", node, scope };
    for (const child of childrenOf(node)) if (child.type !== "Identifier") this.value(child, scope);
    return undefined;
  }

  #assign(node: Extract<AnyNode, { type: "AssignmentExpression" }>, scope: Scope): Known {
    const value = this.value(node.right, scope);
    const { left } = node;
    if (left.type === "MemberExpression" && left.object.type === "ThisExpression") {
      const name = nameOf(left);
      const fields = scope.self?.fields;
      // A field that gets a second value is not followed.
      if (name !== undefined && fields !== undefined) fields.set(name, fields.has(name) ? undefined : value);
    }
    return value;
  }

  #memberValue(node: MemberExpression, scope: Scope): Known {
    const name = nameOf(node);
    const object = node.object.type === "Super" ? undefined : this.value(node.object, scope);
    if (name === undefined || object === undefined) return undefined;
    if (object.kind === "matchers" && /^(not|resolves|rejects)$/.test(name)) return object;
    if (object.kind !== "instance") return memberOf(object, name);
    const getter = this.#methodOf(object, name, "get");
    return getter === undefined ? object.fields.get(name) : this.run(getter, []);
  }

  #call(node: CallExpression, scope: Scope): Known {
    const { callee } = node;
    if (callee.type === "MemberExpression") return this.#methodCall(node, callee, scope);
    if (callee.type === "Super") {
      const args = this.#arguments(node.arguments, scope);
      const { self } = scope;
      if (self !== undefined) this.#construct(this.#baseOf(self.of), self, args);
      return undefined;
    }
    const called = this.value(callee, scope);
    const provided = called?.kind === "function" ? this.#provided(called, node) : undefined;
    if (provided !== undefined) return provided;
    const args = this.#arguments(node.arguments, scope);
    if (called?.kind === "function") return this.run(called, args);
    if (called?.kind === "use") called.take(args[0]);
    if (called?.kind !== "expect") return undefined;
    this.#runIf(args[0]);
    return { kind: "matchers", own: called.own };
  }

  /** An export of `@playwright/test`, which the bundle asks for by name. */
  #provided({ node: called }: FunctionValue, { arguments: [name] }: CallExpression): Known {
    if (name?.type !== "Literal" || !/\.playwrightTest\[\w+\]$/.test(this.#tree.textOf(called))) return undefined;
    if (name.value === "expect") return { kind: "expect", own: new Set() };
    return name.value === "test" ? { kind: "test" } : undefined;
  }

  #methodCall(node: CallExpression, callee: MemberExpression, scope: Scope): Known {
    const name = nameOf(callee);
    if (name !== undefined && HANDLING.test(name)) return this.quietly(() => this.#other(node, scope));
    const object = callee.object.type === "Super" ? undefined : this.value(callee.object, scope);
    if (callee.object.type === "MemberExpression") this.#usesPart(callee.object, scope);
    const args = this.#arguments(node.arguments, scope);
    if (name === undefined) return undefined;
    if (ENDING.test(name)) this.isOver = true;
    switch (object?.kind) {
      case "api":
        this.#uses(object.api, name, callee.property as AnyNode);
        return resultOf(object.api, name);
      case "expect":
        return this.#expectCall(name, object, { node, args });
      case "matchers":
        if (!object.own.has(name)) this.#uses("expect", name, callee.property as AnyNode);
        return undefined;
      case "test":
        return name === "step" ? this.#runIf(args[1]) : name === "extend" ? object : undefined;
      case "instance": {
        const method = this.#methodOf(object, name, "method") ?? object.fields.get(name);
        return method?.kind === "function" ? this.run(method, args) : undefined;
      }
      default:
        return undefined;
    }
  }

  #expectCall(
    name: string,
    { own }: Extract<Value, { kind: "expect" | "matchers" }>,
    { node, args }: { readonly node: CallExpression; readonly args: readonly Known[] },
  ): Known {
    if (name === "soft" || name === "poll") {
      this.#runIf(args[0]);
      return { kind: "matchers", own };
    }
    if (name === "configure") return { kind: "expect", own };
    const [added] = node.arguments;
    if (name !== "extend" || added?.type !== "ObjectExpression") return undefined;
    const names = added.properties.map((one) =>
      one.type === "Property" && one.key.type === "Identifier" ? one.key.name : undefined,
    );
    if (names.includes(undefined)) return undefined;
    return { kind: "expect", own: new Set([...own, ...(names as string[])]) };
  }

  #runIf(value: Known): Known {
    return value?.kind === "function" ? this.run(value, []) : undefined;
  }

  #arguments(nodes: readonly AnyNode[], scope: Scope): readonly Known[] {
    return nodes.map((one) => this.value(one, scope));
  }

  /** An object that one of Playwright's has, as `page.coverage`: something is called on it. */
  #usesPart(node: MemberExpression, scope: Scope): void {
    const { object } = node;
    const name = nameOf(node);
    const owner = object.type === "Super" ? undefined : this.quietly(() => this.value(object, scope));
    if (owner?.kind === "api" && name !== undefined) this.#uses(owner.api, name, node.property as AnyNode);
  }

  #uses(of: string, member: string, node: AnyNode): void {
    if (this.#isQuiet === 0 && !this.isOver) this.#used({ of, member, node });
  }

  #instance(of: ClassValue, args: readonly Known[]): InstanceValue {
    const made: InstanceValue = { kind: "instance", of, fields: new Map() };
    this.#construct(of, made, args);
    return made;
  }

  #construct(of: ClassValue | undefined, made: InstanceValue, args: readonly Known[]): void {
    if (of === undefined) return;
    const own = this.#memberIn(of, "constructor", "constructor", made);
    const setFields = () => {
      for (const member of of.node.body.body) {
        if (member.type !== "PropertyDefinition" || member.static || member.key.type !== "Identifier" || !member.value) continue;
        made.fields.set(member.key.name, this.value(member.value, new Scope(of.scope, made)));
      }
    };
    if (own === undefined) this.#construct(this.#baseOf(of), made, args);
    setFields();
    if (own !== undefined) this.run(own, args);
  }

  #methodOf(instance: InstanceValue, name: string, kind: "method" | "get"): FunctionValue | undefined {
    for (let of: ClassValue | undefined = instance.of; of !== undefined; of = this.#baseOf(of)) {
      const found = this.#memberIn(of, name, kind, instance);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #memberIn({ node, scope }: ClassValue, name: string, kind: string, self: InstanceValue): FunctionValue | undefined {
    for (const member of node.body.body) {
      if (member.type !== "MethodDefinition" || member.static || member.kind !== kind) continue;
      if (member.key.type === "Identifier" && member.key.name === name)
        return { kind: "function", node: member.value, scope, self };
    }
    return undefined;
  }

  #baseOf({ node, scope }: { readonly node: Class; readonly scope: Scope }): ClassValue | undefined {
    const base = node.superClass === null || node.superClass === undefined ? undefined : this.value(node.superClass, scope);
    return base?.kind === "class" ? base : undefined;
  }
}

/** A member whose value is known without running code. */
function memberOf(value: Known, name: string): Known {
  if (value?.kind === "instance") return value.fields.get(name);
  return value?.kind === "api" ? resultOf(value.api, name) : undefined;
}

function nameOf({ property, computed }: MemberExpression): string | undefined {
  if (!computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}
