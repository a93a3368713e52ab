/** Which members flow into which others, and which of them are read. */
import ts from "typescript";

const DEPTH = 5;

export class Flows {
  #checker;
  #sources;
  /** From a member's declaration to those that flow into it. */
  #sourcesOf = new Map();
  #read = new Set();
  #linked = new Map();
  #readTypes = new Set();

  constructor(checker, sources) {
    this.#checker = checker;
    this.#sources = sources;
  }

  read(symbol) {
    for (const declaration of symbol?.declarations ?? []) this.readDeclaration(declaration);
  }

  readDeclaration(declaration) {
    this.#read.add(declaration);
  }

  /** A value that goes where it cannot be followed: to JSON, into a library, through `unknown`. */
  readAll(type, depth = DEPTH) {
    if (depth === 0 || isSchema(type) || this.#readTypes.has(type)) return;
    this.#readTypes.add(type);
    if (type.isUnionOrIntersection()) {
      for (const part of type.types) this.readAll(part, depth);
      return;
    }
    for (const argument of this.#argumentsOf(type)) this.readAll(argument, depth - 1);
    const index = this.#checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index !== undefined) this.readAll(index, depth - 1);
    if ((type.flags & ts.TypeFlags.Object) === 0 || !this.#isOwn(type)) return;
    for (const property of this.#checker.getPropertiesOfType(type)) {
      this.read(property);
      this.readAll(this.#checker.getTypeOfSymbol(property), depth - 1);
    }
  }

  /** A value of the type `from` is used where `to` is expected. */
  link(from, to, depth = DEPTH) {
    if (depth === 0 || from === to || !mayHaveMembers(from) || isSchema(from) || this.#isLinked(from, to)) return;
    if (isOpaque(to)) return this.readAll(from);
    if (from.isUnion()) {
      for (const part of from.types) this.link(part, to, depth);
      return;
    }
    if (to.isUnion()) {
      for (const part of to.types) if (part.flags & ts.TypeFlags.Object) this.link(from, part, depth);
      return;
    }
    if (to.flags & ts.TypeFlags.TypeParameter) {
      const constraint = this.#checker.getBaseConstraintOfType(to);
      if (constraint !== undefined && !isOpaque(constraint)) this.link(from, constraint, depth);
      return;
    }
    if ((from.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) === 0) return;
    this.#linkArguments(from, to, depth);
    this.#linkSignatures(from, to, depth);
    const index = this.#checker.getIndexTypeOfType(to, ts.IndexKind.String);
    for (const property of this.#isOwn(from) ? this.#checker.getPropertiesOfType(from) : []) {
      const target = this.#checker.getPropertyOfType(to, property.name);
      const type = () => this.#checker.getTypeOfSymbol(property);
      if (target !== undefined && target !== property) {
        this.#flow(property, target);
        this.link(type(), this.#checker.getTypeOfSymbol(target), depth - 1);
      } else if (target === undefined && index !== undefined) {
        this.read(property);
        this.link(type(), index, depth - 1);
      }
    }
  }

  /** The declarations of all members that are read, directly or through those they flow into; `roots` are read from outside. */
  closure(roots = []) {
    const open = [
      ...roots,
      ...this.#read,
      ...[...this.#sourcesOf.keys()].filter((target) => !this.#sources.has(target.getSourceFile())),
    ];
    const read = new Set();
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (read.has(next)) continue;
      read.add(next);
      open.push(...(this.#sourcesOf.get(next) ?? []));
    }
    return read;
  }

  #flow(from, to) {
    // A parameter's pattern such as `{ size = 1 }` makes a type whose members are declared nowhere else.
    if (to.declarations === undefined) this.read(from);
    for (const target of to.declarations ?? []) {
      const sources = this.#sourcesOf.get(target) ?? new Set();
      for (const source of from.declarations ?? []) if (source !== target) sources.add(source);
      this.#sourcesOf.set(target, sources);
    }
  }

  #isLinked(from, to) {
    const targets = this.#linked.get(from) ?? new Set();
    this.#linked.set(from, targets);
    const isKnown = targets.has(to);
    targets.add(to);
    return isKnown;
  }

  #linkArguments(from, to, depth) {
    const [given, expected] = [this.#argumentsOf(from), this.#argumentsOf(to)];
    if (given.length === 0 || expected.length === 0) return;
    for (const [at, argument] of given.entries()) {
      const target = expected[Math.min(at, expected.length - 1)];
      this.link(argument, target, depth - 1);
    }
  }

  #linkSignatures(from, to, depth) {
    const [given] = from.getCallSignatures();
    const [expected] = to.getCallSignatures();
    if (given === undefined || expected === undefined) return;
    this.link(given.getReturnType(), expected.getReturnType(), depth - 1);
    for (const [at, parameter] of given.getParameters().entries()) {
      const passed = expected.getParameters()[at];
      if (passed !== undefined)
        this.link(this.#checker.getTypeOfSymbol(passed), this.#checker.getTypeOfSymbol(parameter), depth - 1);
    }
  }

  #argumentsOf(type) {
    return type.flags & ts.TypeFlags.Object && type.objectFlags & ts.ObjectFlags.Reference
      ? this.#checker.getTypeArguments(type)
      : (type.aliasTypeArguments ?? []);
  }

  /** Members of library types are not ours. */
  #isOwn(type) {
    if (type.flags & ts.TypeFlags.Intersection) return true;
    const declarations = type.symbol?.declarations ?? [];
    if (declarations.length === 0 || type.objectFlags & ts.ObjectFlags.Mapped) return true;
    return declarations.some((declaration) => this.#sources.has(declaration.getSourceFile()));
  }
}

/** A schema is not a value of the type that it describes. */
function isSchema(type) {
  return /^\$?Zod/.test(type.symbol?.name ?? "");
}

function mayHaveMembers(type) {
  return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.UnionOrIntersection | ts.TypeFlags.Instantiable)) !== 0;
}

function isOpaque(type) {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) return true;
  return (
    Boolean(type.flags & ts.TypeFlags.Object) &&
    type.getProperties().length === 0 &&
    type.getCallSignatures().length === 0 &&
    type.getConstructSignatures().length === 0 &&
    type.getStringIndexType() === undefined &&
    type.getNumberIndexType() === undefined
  );
}
