import type { InteractionAdapter } from "../interaction-adapter.js";

interface Visit {
  readonly id?: unknown;
  readonly url: { readonly href: string };
  readonly prefetch?: boolean;
}

/** Inertia 1 to 3, with any client: visits and forms. When React or Vue have drawn the new page is not told: it is two frames later at most. */
export const inertia: InteractionAdapter = {
  name: "inertia",
  signs: ["inertia:navigate", "inertia:start"],
  page(side) {
    const keyOf = ({ id, url }: Visit) => id ?? url.href;
    const on = (type: string, listener: (visit: Visit) => void) =>
      side.on(`inertia:${type}`, ({ detail }) => listener((detail as { readonly visit: Visit }).visit));
    on("start", (visit) => side.sends(keyOf(visit), visit.url.href, visit.prefetch === true ? null : undefined));
    on("finish", (visit) => side.settles(keyOf(visit)));
  },
};
