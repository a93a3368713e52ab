import type { AnyNode, VariableDeclaration } from "acorn";
import { type BundleTree, childrenOf, isFunction } from "./bundle-tree.js";
import type { Evaluation } from "./evaluation.js";
import type { Value } from "./known-values.js";
import { Scope } from "./scope.js";

/** The statements of one function, until it may have returned. */
export class Statements {
  readonly #evaluation: Evaluation;
  readonly #tree: BundleTree;
  #hasLeft = false;
  #returned: Value | undefined;

  constructor(evaluation: Evaluation, tree: BundleTree) {
    this.#evaluation = evaluation;
    this.#tree = tree;
  }

  /** Runs the body of a function; what it returns for certain. */
  runBody(body: readonly AnyNode[], scope: Scope): Value | undefined {
    this.#runAll(body, scope);
    return this.#returned;
  }

  #runAll(statements: readonly AnyNode[], around: Scope): void {
    const scope = declared(statements, { around, evaluation: this.#evaluation, tree: this.#tree });
    for (const one of statements) {
      if (this.#hasLeft || this.#evaluation.isOver) return;
      this.#run(one, scope);
    }
  }

  #run(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case "BlockStatement":
        this.#runAll(node.body, scope);
        break;
      case "ExpressionStatement":
        this.#evaluation.value(node.expression, scope);
        break;
      case "VariableDeclaration":
        this.#declare(node, scope);
        break;
      case "ReturnStatement":
        this.#returned = isThere(node.argument) ? this.#evaluation.value(node.argument, scope) : undefined;
        this.#hasLeft = true;
        break;
      case "TryStatement":
        if (isThere(node.handler)) this.#mayRun(node.block);
        else this.#run(node.block, scope);
        if (isThere(node.finalizer)) this.#run(node.finalizer, scope);
        break;
      case "ForOfStatement":
        this.#loop(node, scope);
        break;
      case "IfStatement":
        this.#evaluation.value(node.test, scope);
        this.#mayRun(node);
        break;
      case "FunctionDeclaration":
      case "ClassDeclaration":
        break;
      default:
        this.#mayRun(node);
    }
  }

  #declare({ kind, declarations }: VariableDeclaration, scope: Scope): void {
    for (const { id, init } of declarations) {
      const value = isThere(init) ? this.#evaluation.value(init, scope) : undefined;
      this.#evaluation.bind(id, kind === "const" ? value : undefined, scope);
    }
  }

  /** A loop over a list that is written out, and not empty, runs. */
  #loop(node: Extract<AnyNode, { type: "ForOfStatement" }>, scope: Scope): void {
    const { left, right, body } = node;
    if (right.type !== "ArrayExpression" || right.elements.length === 0 || leaves(body)) {
      this.#mayRun(node);
      return;
    }
    const inner = new Scope(scope);
    if (left.type === "VariableDeclaration") for (const { id } of left.declarations) inner.hide(id);
    this.#run(body, inner);
  }

  /** Code that may not run: whether anything runs after it is uncertain too if it leaves. */
  #mayRun(node: AnyNode): void {
    if (!leaves(node)) return;
    this.#hasLeft = true;
    if (endsTest(node)) this.#evaluation.isOver = true;
  }
}

/** A scope with what the statements declare. */
export function declared(
  statements: readonly AnyNode[],
  { around, evaluation, tree }: { readonly around: Scope; readonly evaluation: Evaluation; readonly tree: BundleTree },
): Scope {
  const scope = new Scope(around);
  for (const one of statements) {
    if (one.type === "FunctionDeclaration" && one.id !== null) {
      const node = one;
      if (tree.isAssigned(one.id.name)) scope.hide(one.id);
      else scope.set(one.id.name, () => ({ kind: "function", node, scope }));
    }
    if (one.type === "ClassDeclaration" && one.id !== null) {
      const node = one;
      scope.set(one.id.name, () => ({ kind: "class", node, scope }));
    }
    if (one.type !== "VariableDeclaration") continue;
    for (const { id, init } of one.declarations) {
      scope.hide(id);
      const isKnown = id.type === "Identifier" && isThere(init) && !tree.isAssigned(id.name);
      if (isKnown) scope.later(id.name, () => evaluation.quietly(() => evaluation.value(init, scope)));
    }
  }
  return scope;
}

/** Whether code can end its function, its loop or its test. */
function leaves(node: AnyNode): boolean {
  return /^(Return|Throw|Break|Continue)Statement$/.test(node.type) || isEnding(node) || inside(node).some(leaves);
}

function endsTest(node: AnyNode): boolean {
  return node.type === "ThrowStatement" || isEnding(node) || inside(node).some(endsTest);
}

function isEnding(node: AnyNode): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  const { property } = node.callee;
  return property.type === "Identifier" && /^(skip|fixme|fail|abort)$/.test(property.name);
}

function inside(node: AnyNode): readonly AnyNode[] {
  return childrenOf(node).filter((child) => !isFunction(child));
}

function isThere<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
