import type { InteractionAdapter } from "../interaction-adapter.js";

/**
 * Panel and Bokeh: an input patches the server's document, the answer patches the page's. Each message is several frames, of which one
 * has the events. The acknowledgement may come before a handler has finished, so it says nothing.
 */
export const panel: InteractionAdapter = {
  name: "panel",
  sent({ channel, text, isBinary }) {
    if (channel !== "socket" || isBinary) return undefined;
    const events = eventsOf(text);
    if (events !== undefined) return { role: events.some(isOfPerson) ? "action" : "other" };
    return HEADER.test(text) ? { role: "other" } : undefined;
  },
  received({ channel, text, isBinary }) {
    if (channel !== "socket" || isBinary) return undefined;
    const events = eventsOf(text);
    if (events !== undefined) return { role: "answer", purpose: purposeOf(events) };
    return HEADER.test(text) ? { role: "other" } : undefined;
  },
};

/** The frame before the one with the events; `{}` is a frame of metadata. */
const HEADER = /^(?:\{"msgid": ?"[^"]*", ?"msgtype":|\{\}$)/;
const MOST_PATCHES = 20;

interface PatchEvent {
  readonly kind?: string;
  readonly attr?: string;
  readonly model?: { readonly id?: string };
}

/** Each key that is typed changes `value_input`, which few applications listen to. */
function isOfPerson({ kind, attr }: PatchEvent): boolean {
  return kind === "MessageSent" || (kind === "ModelChanged" && attr !== "value_input");
}

function purposeOf(events: readonly PatchEvent[]): string {
  const patches = events.map(({ kind, model, attr }) => `${kind} ${model?.id} ${attr}`);
  return patches.slice(0, MOST_PATCHES).join(", ");
}

function eventsOf(text: string): readonly PatchEvent[] | undefined {
  if (!text.startsWith('{"events":')) return undefined;
  try {
    const { events } = JSON.parse(text) as { readonly events?: unknown };
    return Array.isArray(events) ? (events as readonly PatchEvent[]) : undefined;
  } catch {
    return undefined;
  }
}
