import type { InteractionAdapter, SideEvent } from "../interaction-adapter.js";

interface Visit {
  readonly id?: unknown;
  readonly url: { readonly href: string };
  readonly prefetch?: boolean;
}

interface Asked {
  readonly visit: Visit;
  readonly event: SideEvent & { readonly defaultPrevented: boolean };
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
    let asked: Asked | undefined;
    let cause: SideEvent | undefined;
    // The visit before it may have been cancelled.
    for (const type of ["mousedown", "keydown", "input"]) {
      side.on(type, () => {
        asked = undefined;
      });
    }
    for (const type of ["mousedown", "click"]) {
      side.on(type, (event) => {
        cause = event;
      });
    }
    side.on("inertia:before", (event) => {
      const { visit } = event.detail as { readonly visit: Visit };
      if (visit.prefetch !== true) asked = { visit, event: event as Asked["event"] };
    });
    // A visit that was prefetched has no start and no finish.
    side.on("inertia:success", ({ detail }) => {
      if (asked === undefined || asked.event.defaultPrevented) return;
      const { visit } = asked;
      const { page } = detail as { readonly page: { readonly url: string } };
      // It does not tell whose answer it is: with others under way, the page's address does.
      if (open.length > 0 && !visit.url.href.replace(/#.*/, "").endsWith(page.url.replace(/#.*/, ""))) return;
      side.sends(visit, visit.url.href, cause);
      side.settles(visit);
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
