import { AdapterSet } from "../../browser/interactions/adapter-set.js";
import type { WireMessage } from "../../browser/interactions/interaction-adapter.js";

/** The adapters of interactions, which remember what they have recognized. */
export class WatchedAdapters extends AdapterSet {
  /** The names of those that a page has shown a sign of, or whose messages it has exchanged. */
  readonly seen = new Set<string>();

  override found(name: string): void {
    this.seen.add(name);
    super.found(name);
  }

  override sent(message: WireMessage): ReturnType<AdapterSet["sent"]> {
    return this.#noted(super.sent(message));
  }

  override received(message: WireMessage): ReturnType<AdapterSet["received"]> {
    return this.#noted(super.received(message));
  }

  #noted<Meaning extends { readonly adapter: string }>(meaning: Meaning | undefined): Meaning | undefined {
    if (meaning !== undefined) this.seen.add(meaning.adapter);
    return meaning;
  }
}

const TITLES: Readonly<Record<string, string>> = {
  liveview: "Phoenix LiveView",
  htmx: "htmx",
  turbo: "Hotwire Turbo",
  inertia: "Inertia",
  unpoly: "Unpoly",
  datastar: "Datastar",
  livewire: "Livewire",
  streamlit: "Streamlit",
  gradio: "Gradio",
  dash: "Dash",
  shiny: "Shiny",
  nicegui: "NiceGUI",
  panel: "Panel",
};

/** The name of a framework as people write it. */
export function frameworkTitle(name: string): string {
  return TITLES[name] ?? name;
}
