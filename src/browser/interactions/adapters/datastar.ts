import type { InteractionAdapter } from "../interaction-adapter.js";

interface Fetch {
  readonly type: string;
  readonly el?: { getAttributeNames(): string[] };
  readonly elId?: string;
}

/** Datastar 1: actions such as `@post`, over when their stream has ended. */
export const datastar: InteractionAdapter = {
  name: "datastar",
  signs: ["datastar-fetch", "datastar-sse"],
  page(side) {
    const told = ({ type, el, elId }: Fetch) => {
      const key = el ?? elId;
      // The element may act on a click as well, but then it would not be clear whose request it is.
      const isPoll = el?.getAttributeNames().some((name) => name.startsWith("data-on-interval")) === true;
      if (type === "started") side.sends(key, null, isPoll ? null : undefined);
      // What signals change is drawn in the same task or soon after.
      else if (type === "finished") side.settles(key);
      else if (type === "retries-failed") side.over(key);
      // An event of the answer, which Datastar is about to apply.
      else if (type.startsWith("datastar-")) side.changes(key);
    };
    for (const type of ["datastar-fetch", "datastar-sse"]) side.on(type, ({ detail }) => told(detail as Fetch));
  },
};
