import { debugLog } from "../../base/debug-log.js";
import { callOf } from "../function-call.js";
import { ADAPTERS } from "./adapters/adapters.js";
import type { InteractionAdapter, ReceivedMeaning, SentMeaning, WireMessage } from "./interaction-adapter.js";

const log = debugLog("page");

/** A meaning, with the adapter that found it. */
export type OfAdapter<Meaning> = Meaning & { readonly adapter: string };

/** All adapters, those of the scenario first, and which of their frameworks the pages have shown so far. */
export class AdapterSet {
  readonly #list: readonly InteractionAdapter[];
  readonly #found: Set<string>;

  constructor(own: readonly InteractionAdapter[] = []) {
    const names = new Set(own.map(({ name }) => name));
    this.#list = [...own, ...ADAPTERS.filter(({ name }) => !names.has(name))];
    this.#found = new Set(this.#list.filter(({ signs }) => signs === undefined).map(({ name }) => name));
  }

  /** The adapter that each event is a sign of. */
  get signs(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#list.flatMap(({ name, signs = [] }) => signs.map((type) => [type, name])));
  }

  /** A page has shown a sign of this adapter. */
  found(name: string): void {
    this.#found.add(name);
  }

  /** The scripts that give the agent of that name the adapters that were found so far, by their names. */
  scripts(agent: string): ReadonlyMap<string, string> {
    const scripts = this.#list.flatMap(({ name, page }): [string, string][] => {
      if (page === undefined || !this.#found.has(name)) return [];
      const given = `[${JSON.stringify(name)}, (side) => ${callOf(String(page), []).replace(/\(\)$/, "(side)")}]`;
      return [[name, `dispatchEvent(new CustomEvent(${JSON.stringify(agent)}, { detail: ${given} }))`]];
    });
    return new Map(scripts);
  }

  sent(message: WireMessage): OfAdapter<SentMeaning> | undefined {
    return this.#first((adapter) => adapter.sent?.(message));
  }

  received(message: WireMessage): OfAdapter<ReceivedMeaning> | undefined {
    return this.#first((adapter) => adapter.received?.(message));
  }

  reads(request: WireMessage): boolean {
    return this.#first((adapter) => (adapter.reads?.(request) === true ? {} : undefined)) !== undefined;
  }

  #first<Meaning extends object>(ask: (adapter: InteractionAdapter) => Meaning | undefined): OfAdapter<Meaning> | undefined {
    for (const adapter of this.#list) {
      try {
        const meaning = ask(adapter);
        if (meaning !== undefined) return { ...meaning, adapter: adapter.name };
      } catch (error) {
        // The scenario's own code: the page is followed without it.
        if (log.isOn) log.write(`the interaction adapter ${adapter.name} failed: ${String(error)}`);
      }
    }
    return undefined;
  }
}
