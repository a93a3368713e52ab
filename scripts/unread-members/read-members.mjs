/**
 * Which members of types are read somewhere in a program. A member that flows into another one, because a value of its
 * type is used where the other's type is expected, counts as read when the other one is.
 */
import ts from "typescript";
import { Flows } from "./flows.mjs";

const ASSIGNMENTS = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
]);

/** Collects the members read in these sources, and which flow into which. */
export function readMembers(program, sources) {
  const checker = program.getTypeChecker();
  const flows = new Flows(checker, new Set(sources));
  const reader = new MemberReader(checker, flows);
  const visit = (node) => {
    reader.readAt(node);
    reader.flowAt(node);
    ts.forEachChild(node, visit);
  };
  for (const source of sources) ts.forEachChild(source, visit);
  return flows;
}

/** Records reads and flows of one syntax node. */
class MemberReader {
  #checker;
  #flows;

  constructor(checker, flows) {
    this.#checker = checker;
    this.#flows = flows;
  }

  readAt(node) {
    if (ts.isPropertyAccessExpression(node)) {
      if (!isOnlyWritten(node)) this.#flows.read(this.#checker.getSymbolAtLocation(node.name));
    } else if (ts.isElementAccessExpression(node)) this.#readElement(node);
    else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) this.#readBinding(node);
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InKeyword) this.#readIn(node);
    else if (ts.isForInStatement(node)) this.#flows.readAll(this.#checker.getTypeAtLocation(node.expression));
  }

  #readElement(node) {
    const type = this.#checker.getNonNullableType(this.#checker.getTypeAtLocation(node.expression));
    const keys = literalsOf(this.#checker.getTypeAtLocation(node.argumentExpression));
    if (keys === undefined) this.#flows.readAll(type);
    else if (!isOnlyWritten(node)) for (const key of keys) this.#flows.read(this.#checker.getPropertyOfType(type, key));
  }

  #readBinding(node) {
    const type = this.#checker.getNonNullableType(this.#checker.getTypeAtLocation(node.parent));
    this.#flows.readDeclaration(node);
    // The rest object has the same members, whose reads are found where it is used.
    if (node.dotDotDotToken !== undefined) return;
    const name = node.propertyName ?? node.name;
    if (ts.isIdentifier(name) || ts.isStringLiteral(name)) this.#flows.read(this.#checker.getPropertyOfType(type, name.text));
    else if (ts.isComputedPropertyName(name)) this.#flows.readAll(type);
  }

  #readIn(node) {
    const keys = literalsOf(this.#checker.getTypeAtLocation(node.left)) ?? [];
    const type = this.#checker.getTypeAtLocation(node.right);
    const parts = type.isUnion() ? type.types : [type];
    for (const part of parts) for (const key of keys) this.#flows.read(this.#checker.getPropertyOfType(part, key));
  }

  flowAt(node) {
    if (ts.isClassLike(node)) this.#flowIntoParents(node);
    else if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
      this.#flowTo(node.expression, this.#checker.getTypeAtLocation(node.type));
    else if (ts.isCallExpression(node) || ts.isNewExpression(node)) this.#flowIntoConstraints(node);
    else if (ts.isBinaryExpression(node) && ASSIGNMENTS.has(node.operatorToken.kind))
      this.#flowTo(node.right, this.#checker.getTypeAtLocation(node.left));
    if (ts.isExpression(node) && mayFlow(node)) {
      const target = this.#checker.getContextualType(node);
      if (target !== undefined) this.#flowTo(node, target);
    }
  }

  #flowTo(expression, target) {
    this.#flows.link(this.#checker.getTypeAtLocation(expression), target);
  }

  #flowIntoParents(node) {
    const own = this.#checker.getTypeAtLocation(node);
    for (const clause of node.heritageClauses ?? [])
      for (const parent of clause.types) this.#flows.link(own, this.#checker.getTypeAtLocation(parent));
  }

  /** A generic function reads its arguments through the constraints of its type parameters. */
  #flowIntoConstraints(node) {
    const declaration = this.#checker.getResolvedSignature(node)?.declaration;
    if (declaration?.typeParameters === undefined) return;
    for (const [at, parameter] of (node.arguments ?? []).map((_, at) => [at, declaration.parameters[at]])) {
      if (parameter?.type === undefined || hasNoMembers(node.arguments[at])) continue;
      this.#flowTo(node.arguments[at], this.#checker.getTypeAtLocation(parameter.type));
    }
  }
}

/** Where a value meets an expected type. Parts of a literal need no check: their types are part of its type. */
function mayFlow(node) {
  const { parent } = node;
  if (hasNoMembers(node)) return false;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return parent.expression !== node && !/^z\.\w+$/.test(parent.expression.getText());
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent))
    return parent.initializer === node && parent.type !== undefined;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isArrowFunction(parent)) return parent.body === node;
  return (
    ts.isReturnStatement(parent) ||
    ts.isYieldExpression(parent) ||
    ts.isJsxExpression(parent) ||
    ts.isJsxSpreadAttribute(parent) ||
    (ts.isTemplateSpan(parent) && ts.isTaggedTemplateExpression(parent.parent.parent))
  );
}

/** Strings, numbers, and functions without types of their own: a function's return value is checked separately. */
function hasNoMembers(node) {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node.parameters.every(({ type }) => type === undefined);
  return (
    ts.isLiteralExpression(node) ||
    ts.isTemplateExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isTypeOfExpression(node)
  );
}

/** `this.x = 1` reads nothing; `this.x += 1` does, but only for itself. */
function isOnlyWritten(node) {
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && parent.left === node)
    return (
      parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ||
      (ts.isExpressionStatement(parent.parent) &&
        [ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.MinusEqualsToken].includes(parent.operatorToken.kind))
    );
  return ts.isPostfixUnaryExpression(parent) && ts.isExpressionStatement(parent.parent);
}

/** The strings of a literal type; `undefined` for a type with any other value. */
function literalsOf(type) {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral() || part.isNumberLiteral())
    ? parts.map(({ value }) => String(value))
    : undefined;
}
