import type { InteractionAdapter, SideEvent } from "../interaction-adapter.js";

interface Request {
  readonly url: string;
  /** Polls, and requests that Unpoly makes ahead of need. */
  readonly background?: boolean;
}

interface Follow extends SideEvent {
  readonly target: { readonly href?: string };
  readonly defaultPrevented: boolean;
}

/** Unpoly 2 and 3: links, forms, validation and layers. Its events have their details as properties. */
export const unpoly: InteractionAdapter = {
  name: "unpoly",
  signs: ["up:framework:boot", "up:framework:booted", "up:request:load"],
  page(side) {
    let loaded: Request | undefined;
    const on = (type: string, listener: (request: Request) => void) =>
      side.on(`up:request:${type}`, (event) => listener((event as SideEvent & { readonly request: Request }).request));
    let cause: SideEvent | undefined;
    let followed: Follow | undefined;
    /** Whether the page shows what the link leads to, rather than the answer to another request since. */
    const isShown = ({ defaultPrevented, target }: Follow) => {
      if (defaultPrevented) return false;
      return loaded === undefined || (target.href ?? "").replace(/#.*/, "").endsWith(loaded.url);
    };
    // The follow before it may have been cancelled.
    for (const type of ["mousedown", "keydown", "input"]) {
      side.on(type, () => {
        followed = undefined;
      });
    }
    for (const type of ["mousedown", "click"]) {
      side.on(type, (event) => {
        cause = event;
      });
    }
    side.on("up:link:follow", (event) => {
      followed = event as Follow;
      loaded = undefined;
    });
    on("load", (request) => {
      if (request.background !== true) followed = undefined;
      side.sends(request, request.url, request.background === true ? null : undefined);
    });
    on("loaded", (request) => {
      loaded = request;
      side.changes(request);
      side.settles(request);
    });
    on("aborted", (request) => side.over(request));
    on("offline", (request) => side.over(request));
    // One for each fragment of the answer.
    side.on("up:fragment:inserted", () => {
      if (followed !== undefined && isShown(followed)) {
        // The page was preloaded or cached, so there is no request.
        side.sends(followed, followed.target.href ?? "", cause);
        side.settles(followed);
        followed = undefined;
        return;
      }
      if (loaded !== undefined) side.over(loaded);
    });
  },
};
