import type { AnyNode, VariableDeclaration } from "acorn";
import type { BundleTree } from "./bundle-tree.js";
import { leaves } from "./endings.js";
import { type Evaluator, type Outcome, Scope, type Value } from "./known-values.js";

/** The statements of one function. */
export class Statements {
  readonly #evaluation: Evaluator;
  readonly #tree: BundleTree;
  readonly #outcome: Outcome;
  #hasLeft = false;
  /** The function may have returned: its next statements may not run. */
  #mayHaveLeft = false;
  #returned: Value | undefined;

  constructor(evaluation: Evaluator, { tree, outcome }: { readonly tree: BundleTree; readonly outcome: Outcome }) {
    this.#evaluation = evaluation;
    this.#tree = tree;
    this.#outcome = outcome;
  }

  /** Runs the body of a function. Returns its result where that is certain. */
  runBody(body: readonly AnyNode[], scope: Scope): Value | undefined {
    this.#runAll(body, scope);
    return this.#returned;
  }

  #runAll(statements: readonly AnyNode[], around: Scope): void {
    const scope = declared(statements, { around, evaluation: this.#evaluation, tree: this.#tree });
    for (const one of statements) {
      if (this.#hasLeft || this.#evaluation.isOver) return;
      if (this.#mayHaveLeft) this.#mayRun(one, scope);
      else this.#run(one, scope);
    }
  }

  #run(node: AnyNode, scope: Scope): void {
    switch (node.type) {
      case "BlockStatement":
        this.#runAll(node.body, scope);
        break;
      case "ExpressionStatement":
        this.#evaluation.value(node.expression, scope, "called");
        break;
      case "VariableDeclaration":
        this.#declare(node, scope);
        break;
      case "ReturnStatement":
        this.#returned = isThere(node.argument) ? this.#evaluation.value(node.argument, scope, this.#outcome) : undefined;
        this.#hasLeft = true;
        break;
      case "TryStatement":
        this.#try(node, scope);
        break;
      case "ForOfStatement":
        this.#loop(node, scope);
        break;
      case "IfStatement":
        this.#evaluation.value(node.test, scope);
        this.#mayRun(node.consequent, scope);
        if (isThere(node.alternate)) this.#mayRun(node.alternate, scope);
        break;
      case "FunctionDeclaration":
      case "ClassDeclaration":
        break;
      default:
        this.#mayRun(node, scope);
    }
  }

  #declare({ kind, declarations }: VariableDeclaration, scope: Scope): void {
    for (const { id, init } of declarations) {
      const value = isThere(init) ? this.#evaluation.value(init, scope) : undefined;
      this.#evaluation.bind(id, kind === "const" ? value : undefined, scope);
    }
  }

  /** A failure is certain to leave the statement if nothing catches it, and if its end does not leave it another way. */
  #try({ block, handler, finalizer }: Extract<AnyNode, { type: "TryStatement" }>, scope: Scope): void {
    const isHandled = isThere(handler) || (isThere(finalizer) && leaves(finalizer));
    if (isHandled) this.#mayRun(block, scope);
    else this.#run(block, scope);
    if (isThere(handler)) this.#mayRun(handler, scope);
    if (!isThere(finalizer)) return;
    if (this.#hasLeft) this.#mayRun(finalizer, scope);
    else this.#run(finalizer, scope);
  }

  /** A loop over a list that is written out, and not empty, runs. */
  #loop(node: Extract<AnyNode, { type: "ForOfStatement" }>, scope: Scope): void {
    const { left, right, body } = node;
    const isFilled =
      right.type === "ArrayExpression" && right.elements.some((one) => isThere(one) && one.type !== "SpreadElement");
    if (!isFilled || leaves(body)) {
      this.#mayRun(node, scope);
      return;
    }
    this.#evaluation.value(right, scope);
    const inner = new Scope(scope);
    if (left.type === "VariableDeclaration") for (const { id } of left.declarations) inner.hide(id);
    this.#run(body, inner);
  }

  /** Looks at code that may not run: whether anything runs after it is uncertain too if it leaves. */
  #mayRun(node: AnyNode, scope: Scope): void {
    this.#evaluation.uncertain(node, scope);
    if (leaves(node)) this.#mayHaveLeft = true;
  }
}

/** A scope with the names that the statements declare. */
export function declared(
  statements: readonly AnyNode[],
  { around, evaluation, tree }: { readonly around: Scope; readonly evaluation: Evaluator; readonly tree: BundleTree },
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

function isThere<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
