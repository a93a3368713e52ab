import type { InteractionAdapter, SideEvent } from "../interaction-adapter.js";

interface Request {
  readonly url: string;
  /** Polls, and requests that Unpoly makes ahead of need. */
  readonly background?: boolean;
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
    let followed: SideEvent | undefined;
    for (const type of ["mousedown", "click"]) {
      side.on(type, (event) => {
        cause = event;
      });
    }
    side.on("up:link:follow", (event) => {
      followed = event;
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
      if (followed !== undefined) {
        // It was preloaded, or is kept from before: there is no request.
        side.sends(followed, (followed.target as { readonly href?: string }).href ?? "", cause);
        side.settles(followed);
        followed = undefined;
        return;
      }
      if (loaded !== undefined) side.over(loaded);
    });
  },
};
