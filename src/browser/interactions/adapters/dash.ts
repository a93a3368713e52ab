import type { InteractionAdapter } from "../interaction-adapter.js";

/**
 * Dash: each callback is a request; callbacks that depend on its outputs follow it. Those that an interval calls have nothing to do
 * with people.
 */
export const dash: InteractionAdapter = {
  name: "dash",
  sent({ channel, url, text }) {
    if (channel !== "request") return undefined;
    if (RELOAD.test(url)) return { role: "other" };
    if (!UPDATE.test(url)) return undefined;
    const triggers = triggersOf(text);
    const isPoll = triggers.length > 0 && triggers.every((trigger) => trigger.endsWith(".n_intervals"));
    return { role: isPoll ? "poll" : "action" };
  },
};

const UPDATE = /\/_dash-update-component(?:\?|$)/;
/** Asks for changes of the code while an application is developed. */
const RELOAD = /\/_reload-hash(?:\?|$)/;

/** The properties whose change called the callback: `["inc.n_clicks"]`. */
function triggersOf(body: string): readonly string[] {
  try {
    const { changedPropIds } = JSON.parse(body) as { readonly changedPropIds?: unknown };
    return Array.isArray(changedPropIds) ? changedPropIds.map(String) : [];
  } catch {
    return [];
  }
}
