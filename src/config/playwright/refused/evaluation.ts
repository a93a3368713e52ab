import type { AnyNode, CallExpression, MemberExpression, Pattern } from "acorn";
import type { BundleTree } from "./bundle-tree.js";
import { expectCall, providedBy } from "./expect-values.js";
import { Instances } from "./instances.js";
import { type Evaluator, type FunctionValue, type Outcome, type Owner, resultOf, Scope, type Value } from "./known-values.js";
import { Statements } from "./statements.js";
import { childrenOf, type FunctionNode, isFunction, nameOf } from "./syntax.js";

/** A member of one of Playwright's objects that is used for certain. */
export interface UsedMember {
  readonly of: Owner;
  readonly member: string;
  readonly node: AnyNode;
}

type Known = Value | undefined;

const MOST_DEEP = 30;
/** The most nodes that are evaluated for one test. Functions that call others several times multiply. */
const MOST_NODES = 50_000;
/** Calls that handle a failure, or may handle it. */
const HANDLING = /^(catch|then|allSettled|race|any)$/;

/**
 * Follows the code of a test as far as it is certain to run: not what depends on a condition, nor what may come after the end of
 * the test. Tells which members of Playwright's objects are used, where it knows the object.
 */
export class Evaluation implements Evaluator {
  readonly #tree: BundleTree;
  readonly #used: (used: UsedMember) => void;
  readonly #running: FunctionNode[] = [];
  readonly #instances = new Instances(this);
  #nodes = 0;
  /** Above 0, code is evaluated, but the members that it uses are not reported. */
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

  /** Evaluates code that may not run, or whose failure may be handled: only whether it may end the test counts. */
  uncertain(node: AnyNode, scope: Scope): Known {
    if (this.#tree.endings.isIn(node)) this.isOver = true;
    return this.#unreported(() => this.value(node, scope));
  }

  /** Runs a function. Returns its result where that is certain. */
  run({ node, scope, self }: FunctionValue, args: readonly Known[], outcome: Outcome): Known {
    // A generator runs only when it is iterated over; its code is looked at all the same.
    if ((node.async || node.generator) && (outcome !== "awaited" || node.generator) && this.#isQuiet === 0)
      return this.#unreported(() => this.run({ kind: "function", node, scope, self }, args, outcome));
    if (this.#running.includes(node)) return undefined;
    if (this.#running.length > MOST_DEEP) this.isOver = true;
    if (this.isOver) return undefined;
    this.#running.push(node);
    const inner = new Scope(scope, self);
    for (const [index, parameter] of node.params.entries()) this.bind(parameter, args[index], inner);
    try {
      if (node.body.type !== "BlockStatement") return this.value(node.body, inner, outcome);
      return new Statements(this, { tree: this.#tree, outcome }).runBody(node.body.body, inner);
    } finally {
      this.#running.pop();
    }
  }

  #unreported(find: () => Known): Known {
    this.#isQuiet++;
    try {
      return find();
    } finally {
      this.#isQuiet--;
    }
  }

  /** Gives the names of a pattern their values. */
  bind(pattern: Pattern | AnyNode, value: Known, scope: Scope): void {
    // Values that a pattern has for what is missing.
    if (pattern.type !== "Identifier" && this.#tree.endings.isIn(pattern)) this.isOver = true;
    if (pattern.type === "Identifier" && !this.#tree.isAssigned(pattern.name)) scope.set(pattern.name, () => value);
    else scope.hide(pattern);
    if (pattern.type !== "ObjectPattern") return;
    for (const one of pattern.properties) {
      if (one.type !== "Property" || one.computed || one.key.type !== "Identifier" || one.value.type !== "Identifier") continue;
      const [key, name] = [one.key.name, one.value.name];
      if (!this.#tree.isAssigned(name)) scope.later(name, () => this.#memberOf(value, key));
    }
  }

  value(node: AnyNode, scope: Scope, outcome: Outcome = "kept"): Known {
    if (++this.#nodes > MOST_NODES) this.isOver = true;
    if (this.isOver) return undefined;
    switch (node.type) {
      case "Identifier":
        return scope.get(node.name);
      case "ThisExpression":
        return scope.self;
      case "AwaitExpression":
        return this.value(node.argument, scope, "awaited");
      case "ChainExpression":
        return this.uncertain(node.expression, scope);
      case "MemberExpression":
        return this.#memberValue(node, scope);
      case "CallExpression":
        return this.#call(node, scope, outcome);
      case "NewExpression": {
        const made = this.value(node.callee, scope);
        const args = this.#arguments(node.arguments, scope);
        if (made?.kind === "class") return this.#instances.make(made, args);
        return this.#unknownCall(node, args);
      }
      case "ConditionalExpression":
        this.value(node.test, scope);
        this.uncertain(node.consequent, scope);
        this.uncertain(node.alternate, scope);
        return undefined;
      case "LogicalExpression":
        this.value(node.left, scope);
        this.uncertain(node.right, scope);
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
    if (node.type === "TaggedTemplateExpression") this.#unknownCall(node, []);
    for (const child of childrenOf(node)) if (child.type !== "Identifier") this.value(child, scope);
    return undefined;
  }

  #assign(node: Extract<AnyNode, { type: "AssignmentExpression" }>, scope: Scope): Known {
    const { left, operator } = node;
    if (left.type !== "Identifier" && this.#tree.endings.isIn(left)) this.isOver = true;
    if (operator !== "=") {
      if (/^(\?\?|\|\||&&)=$/.test(operator)) this.uncertain(node.right, scope);
      else this.value(node.right, scope);
      return undefined;
    }
    const value = this.value(node.right, scope);
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
    if (object.kind === "matchers" && /^(not|resolves|rejects)$/.test(name)) return { ...object, isTurned: true };
    const getter = object.kind === "instance" ? this.#instances.methodOf(object, name, "get") : undefined;
    return getter === undefined || this.#tree.isChanged(name) ? this.#memberOf(object, name) : this.run(getter, [], "kept");
  }

  /** A member whose value is known without running code. */
  #memberOf(value: Known, name: string): Known {
    if (this.#tree.isChanged(name)) return undefined;
    if (value?.kind === "instance") return value.fields.get(name);
    return value?.kind === "api" ? resultOf(value.api, name) : undefined;
  }

  #call(node: CallExpression, scope: Scope, outcome: Outcome): Known {
    const { callee } = node;
    if (callee.type === "MemberExpression") return this.#methodCall(node, callee, { scope, outcome });
    if (callee.type === "Super") {
      const args = this.#arguments(node.arguments, scope);
      if (scope.self !== undefined) this.#instances.constructBase(scope.self, args);
      return undefined;
    }
    const called = this.value(callee, scope);
    const provided = called?.kind === "function" ? providedBy(this.#tree.textOf(called.node), node) : undefined;
    if (provided !== undefined) return provided;
    const args = this.#arguments(node.arguments, scope);
    switch (called?.kind) {
      case "function":
        return this.run(called, args, outcome);
      case "use":
        if (this.#isQuiet === 0) called.take(args[0]);
        return undefined;
      case "expect":
        return { kind: "matchers", own: called.own, retried: args[0], isTurned: false };
      default:
        return this.#unknownCall(node, args);
    }
  }

  /** A call of a function that is not known: it may call those that it is given, and end the test by them. */
  #unknownCall(node: AnyNode, args: readonly Known[]): undefined {
    if (this.#tree.endings.isIn(node)) this.isOver = true;
    for (const one of args) if (one?.kind === "function") this.#unreported(() => this.run(one, [], "kept"));
    return undefined;
  }

  #methodCall(node: CallExpression, callee: MemberExpression, { scope, outcome }: Calling): Known {
    const name = nameOf(callee);
    if (name !== undefined && HANDLING.test(name)) {
      for (const one of [callee.object, ...node.arguments]) this.uncertain(one, scope);
      return undefined;
    }
    const object = callee.object.type === "Super" ? undefined : this.value(callee.object, scope);
    if (callee.object.type === "MemberExpression") this.#usesPart(callee.object, { scope, outcome });
    const args = this.#arguments(node.arguments, scope);
    if (name === undefined || this.#tree.isChanged(name)) return this.#unknownCall(node, args);
    if (this.#tree.endings.isEnding(name)) this.isOver = true;
    switch (object?.kind) {
      case "api":
        // A handler of the page's may run at any time.
        if (node.arguments.some((one) => this.#tree.endings.isIn(one))) this.isOver = true;
        this.#uses(object.api, callee, outcome);
        return resultOf(object.api, name);
      case "expect":
        return expectCall(name, object, { node, args });
      case "matchers":
        return this.#match(object, { callee, name, outcome });
      case "test":
        return name === "step" ? this.#runIf(args[1], outcome) : name === "extend" ? object : undefined;
      case "instance": {
        const { fields } = object;
        const method = fields.has(name) ? fields.get(name) : this.#instances.methodOf(object, name, "method");
        return method?.kind === "function" ? this.run(method, args, outcome) : this.#unknownCall(node, args);
      }
      default:
        return this.#unknownCall(node, args);
    }
  }

  /** The call of a matcher. Only `toPass` fails whenever the function that it is given does. */
  #match(
    { own, retried, isTurned }: Extract<Value, { kind: "matchers" }>,
    { callee, name, outcome }: { readonly callee: MemberExpression; readonly name: string; readonly outcome: Outcome },
  ): undefined {
    if (name === "toPass" && !isTurned) this.#runIf(retried, outcome);
    else this.#unreported(() => this.#runIf(retried, "kept"));
    if (!own.has(name)) this.#uses("expect", callee, outcome);
  }

  /** Runs a function whose result, or failure, comes later. */
  #runIf(value: Known, outcome: Outcome): Known {
    if (value?.kind !== "function") return undefined;
    if (outcome === "awaited") return this.run(value, [], outcome);
    return this.#unreported(() => this.run(value, [], outcome));
  }

  #arguments(nodes: readonly AnyNode[], scope: Scope): readonly Known[] {
    const spread = nodes.findIndex(({ type }) => type === "SpreadElement");
    const values = nodes.map((one) => this.value(one, scope));
    return spread === -1 ? values : values.slice(0, spread);
  }

  /** Reports a part of one of Playwright's objects on which a method is called, such as `page.coverage`. */
  #usesPart(node: MemberExpression, { scope, outcome }: Calling): void {
    const { object } = node;
    const owner = object.type === "Super" ? undefined : this.quietly(() => this.value(object, scope));
    if (owner?.kind === "api") this.#uses(owner.api, node, outcome);
  }

  /** Matchers fail at once; other members fail the caller only where they are awaited. */
  #uses(of: Owner, member: MemberExpression, outcome: Outcome): void {
    const name = nameOf(member);
    const isCertain = outcome === "awaited" || (outcome === "called" && of === "expect");
    if (name === undefined || !isCertain || this.#isQuiet > 0 || this.isOver || this.#tree.isSupplied(name)) return;
    this.#used({ of, member: name, node: member.property as AnyNode });
  }
}

interface Calling {
  readonly scope: Scope;
  readonly outcome: Outcome;
}
