interface Owner {
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
}

/** The classes of an element. */
export class ClassList {
  readonly #owner: Owner;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  get value(): string {
    return this.#owner.getAttribute("class") ?? "";
  }

  get length(): number {
    return this.#names().length;
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#names()[Symbol.iterator]();
  }

  contains(name: string): boolean {
    return this.#names().includes(name);
  }

  add(...names: readonly string[]): void {
    const own = this.#names();
    const added = names.filter((name) => !own.includes(name));
    if (added.length > 0) this.#owner.setAttribute("class", [...own, ...new Set(added)].join(" "));
  }

  remove(...names: readonly string[]): void {
    const own = this.#names();
    const left = own.filter((name) => !names.includes(name));
    if (left.length < own.length) this.#owner.setAttribute("class", left.join(" "));
  }

  toggle(name: string, force = !this.contains(name)): boolean {
    if (force) this.add(name);
    else this.remove(name);
    return force;
  }

  #names(): string[] {
    return [...new Set(this.value.split(/[ \t\r\n\f]+/).filter((name) => name !== ""))];
  }
}
