import type { InteractionAdapter } from "../interaction-adapter.js";

/**
 * NiceGUI on Socket.IO: an input is an `event`, its answer an `update` of elements or another command. Nothing says which event it
 * answers, nor that more will come.
 */
export const nicegui: InteractionAdapter = {
  name: "nicegui",
  sent({ url, text }) {
    if (!url.includes(SOCKET)) return undefined;
    return { role: eventOf(text) === "event" ? "action" : "other" };
  },
  received({ url, text }) {
    if (!url.includes(SOCKET)) return undefined;
    const event = eventOf(text);
    if (event === "update") return { role: "answer", purpose: `update ${elementsOf(text)}` };
    return { role: event !== undefined && COMMANDS.has(event) ? "answer" : "other" };
  },
};

const SOCKET = "/_nicegui_ws/socket.io/";
const COMMANDS: ReadonlySet<string> = new Set(["open", "download", "notify", "run_javascript"]);
const MOST_ELEMENTS = 20;

/** The name of Socket.IO's event. */
function eventOf(text: string): string | undefined {
  return /^42\["([\w-]+)"/.exec(text)?.[1];
}

/** The ids of the elements that are updated. */
function elementsOf(text: string): string {
  try {
    const [, elements] = JSON.parse(text.slice(2)) as readonly unknown[];
    const ids = Object.keys(elements ?? {}).filter((id) => id !== "_id");
    return ids.slice(0, MOST_ELEMENTS).join(" ");
  } catch {
    return "";
  }
}
