import type { InteractionAdapter } from "../interaction-adapter.js";

/**
 * Gradio's queue: an input posts to `queue/join` and gets the id of an event; the answers come on a stream of events, with that id,
 * until the process has completed.
 */
export const gradio: InteractionAdapter = {
  name: "gradio",
  sent({ channel, url, text }) {
    if (channel !== "request") return undefined;
    if (JOIN.test(url)) {
      const { fn_index: functionIndex, trigger_id: trigger } = membersOf(text);
      // Timers call functions, too.
      return { role: "action", answer: "messages", purpose: `function ${String(functionIndex)} of ${String(trigger)}` };
    }
    return STREAM.test(url) || HEARTBEAT.test(url) ? { role: "other" } : undefined;
  },
  received({ channel, url, text }) {
    if (channel === "response" && JOIN.test(url)) return { role: "other", ids: idsOf(text) };
    if (channel !== "events" || !STREAM.test(url)) return undefined;
    const ids = idsOf(text);
    switch (membersOf(text).msg) {
      case "process_generating":
        return { role: "answer", ids };
      case "process_completed":
      case "unexpected_error":
        return { role: "end", ids };
      default:
        return { role: "other" };
    }
  },
  reads: ({ url }) => JOIN.test(url) || STREAM.test(url),
};

const JOIN = /\/queue\/join(?:\?|$)/;
const STREAM = /\/queue\/data(?:\?|$)/;
const HEARTBEAT = /\/gradio_api\/heartbeat\//;

function idsOf(text: string): readonly string[] {
  const { event_id: id } = membersOf(text);
  return typeof id === "string" ? [id] : [];
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
