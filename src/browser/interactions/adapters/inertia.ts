import type { InteractionAdapter, SideEvent } from "../interaction-adapter.js";

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
    let open: unknown[] = [];
    let asked: Visit | undefined;
    let cause: SideEvent | undefined;
    for (const type of ["mousedown", "click"]) {
      side.on(type, (event) => {
        cause = event;
      });
    }
    on("before", (visit) => {
      if (visit.prefetch !== true) asked = visit;
    });
    // A visit that was prefetched has no start and no finish.
    side.on("inertia:success", () => {
      if (asked === undefined) return;
      side.sends(asked, asked.url.href, cause);
      side.settles(asked);
      asked = undefined;
    });
    on("start", (visit) => {
      const { url, prefetch } = visit;
      if (prefetch !== true) asked = undefined;
      side.sends(keyOf(visit), url.href, prefetch === true ? null : undefined);
      open = [...open.slice(-20), keyOf(visit)];
    });
    // It does not tell whose answer it is.
    side.on("inertia:beforeUpdate", () => {
      if (open.length === 1) side.changes(open[0]);
    });
    on("finish", (visit) => {
      open = open.filter((key) => key !== keyOf(visit));
      side.settles(keyOf(visit));
    });
  },
};
