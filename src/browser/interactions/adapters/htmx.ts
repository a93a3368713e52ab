import type { InteractionAdapter, SideEvent } from "../interaction-adapter.js";

interface Request {
  readonly xhr: object;
  readonly pathInfo: { readonly finalRequestPath: string };
  readonly requestConfig: { readonly triggeringEvent?: SideEvent };
  readonly elt: { readonly "htmx-internal-data"?: { readonly polling?: boolean } };
  readonly target: { readonly isConnected: boolean; readonly classList: { contains(name: string): boolean } };
}
interface Context {
  readonly sourceEvent?: SideEvent;
  readonly request: { readonly action: string };
}

interface Outgoing {
  readonly triggeringEvent?: SideEvent;
}

/** htmx 2 (`htmx:afterSwap`) and 4 (`htmx:after:swap`). */
export const htmx: InteractionAdapter = {
  name: "htmx",
  signs: ["htmx:load", "htmx:beforeRequest", "htmx:after:process", "htmx:before:request"],
  page(side) {
    const causeOf = (event: SideEvent | undefined) => (/^(?:every$|sse:)/.test(event?.type ?? "") ? null : event);
    const two = (type: string, listener: (request: Request) => void) =>
      side.on(`htmx:${type}`, ({ detail }) => listener(detail as Request));
    const four = (type: string, listener: (context: Context) => void) =>
      side.on(`htmx:${type}`, ({ detail }) => listener((detail as { readonly ctx: Context }).ctx));

    two("beforeRequest", ({ xhr, pathInfo, requestConfig: { triggeringEvent }, elt }) => {
      // Polls have no event.
      const isPoll = triggeringEvent === undefined && elt["htmx-internal-data"]?.polling === true;
      side.sends(xhr, pathInfo.finalRequestPath, isPoll ? null : causeOf(triggeringEvent));
    });
    two("beforeSwap", ({ xhr }) => side.changes(xhr));
    two("afterSwap", ({ xhr }) => side.over(xhr));
    two("afterRequest", ({ xhr, target }) => {
      // A swap with a delay is still to come.
      if (!target.isConnected || !target.classList.contains("htmx-swapping")) side.over(xhr);
    });

    // What answers a message of a socket is not told.
    for (const type of ["htmx:wsConfigSend", "htmx:ws:before:message:outgoing"]) {
      side.on(type, ({ detail }) => {
        side.sends(type, undefined, causeOf((detail as Outgoing).triggeringEvent));
        side.over(type);
      });
    }

    four("before:request", (context) => side.sends(context, context.request.action, causeOf(context.sourceEvent)));
    four("before:swap", (context) => side.changes(context));
    four("after:swap", (context) => side.over(context));
    four("finally:request", (context) => side.over(context));
  },
};
