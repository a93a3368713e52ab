import type { Class } from "acorn";
import { type ClassValue, type Evaluator, type FunctionValue, type InstanceValue, Scope, type Value } from "./known-values.js";

/** Makes instances of the user's classes, and finds their methods. */
export class Instances {
  readonly #evaluation: Evaluator;

  constructor(evaluation: Evaluator) {
    this.#evaluation = evaluation;
  }

  make(of: ClassValue, args: readonly (Value | undefined)[]): InstanceValue {
    const made: InstanceValue = { kind: "instance", of, fields: new Map() };
    this.#construct(of, made, args);
    return made;
  }

  /** The call of `super` in a constructor. */
  constructBase(made: InstanceValue, args: readonly (Value | undefined)[]): void {
    this.#construct(this.#baseOf(made.of), made, args);
  }

  methodOf(instance: InstanceValue, name: string, kind: "method" | "get"): FunctionValue | undefined {
    for (let of: ClassValue | undefined = instance.of; of !== undefined; of = this.#baseOf(of)) {
      const found = this.#memberIn(of, { name, kind, self: instance });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #construct(of: ClassValue | undefined, made: InstanceValue, args: readonly (Value | undefined)[]): void {
    if (of === undefined) return;
    const own = this.#memberIn(of, { name: "constructor", kind: "constructor", self: made });
    if (own === undefined) this.#construct(this.#baseOf(of), made, args);
    for (const member of of.node.body.body) {
      if (member.type !== "PropertyDefinition" || member.static || member.key.type !== "Identifier" || !member.value) continue;
      const { name } = member.key;
      const value = this.#evaluation.value(member.value, new Scope(of.scope, made));
      // A field that gets a second value is not followed.
      made.fields.set(name, made.fields.has(name) ? undefined : value);
    }
    if (own !== undefined) this.#evaluation.run(own, args, "called");
  }

  #memberIn({ node, scope }: ClassValue, { name, kind, self }: MemberSearch): FunctionValue | undefined {
    for (const member of node.body.body) {
      if (member.type !== "MethodDefinition" || member.static || member.computed || member.kind !== kind) continue;
      if (member.key.type === "Identifier" && member.key.name === name)
        return { kind: "function", node: member.value, scope, self };
    }
    return undefined;
  }

  #baseOf({ node, scope }: { readonly node: Class; readonly scope: Scope }): ClassValue | undefined {
    const base =
      node.superClass === null || node.superClass === undefined ? undefined : this.#evaluation.value(node.superClass, scope);
    return base?.kind === "class" ? base : undefined;
  }
}

interface MemberSearch {
  readonly name: string;
  readonly kind: string;
  readonly self: InstanceValue;
}
