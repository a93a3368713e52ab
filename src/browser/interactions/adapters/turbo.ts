import type { InteractionAdapter, SideEvent } from "../interaction-adapter.js";

interface Origin {
  readonly id: string;
  readonly dataset?: { readonly turboFrame?: string; readonly turboPreview?: string };
  closest(selector: string): Origin | null;
}
interface Request {
  readonly key: object;
  readonly target: Origin;
}
interface Streams extends Origin {
  readonly renderPromise?: Promise<unknown>;
}

interface Watch {
  observe(root: unknown, options: object): void;
  disconnect(): void;
}

interface FetchRequest {
  readonly url: { readonly href: string };
  readonly fetchOptions: { readonly headers: Readonly<Record<string, string>> };
}

interface FetchResponse {
  readonly fetchResponse: { readonly response: { readonly headers: { get(name: string): string | null } } };
}

/** Turbo 7 and 8: Drive, Frames, forms, and Streams that answer a form. Streams of sockets and event streams are messages as on any page. */
export const turbo: InteractionAdapter = {
  name: "turbo",
  signs: ["turbo:load", "turbo:before-fetch-request"],
  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: it is passed to pages as source, so all of it is one function.
  page(side) {
    const { MutationObserver: Observer } = globalThis as unknown as {
      readonly MutationObserver: new (told: () => void) => Watch;
    };
    let cause: SideEvent | undefined;
    let requests: Request[] = [];
    let rendered: object | undefined;
    let streamed: object | undefined;
    const on = <Detail>(type: string, listener: (detail: Detail, target: Origin) => void) =>
      side.on(`turbo:${type}`, ({ detail, target }) => listener(detail as Detail, target as Origin));
    const requestOf = (target: Origin) => requests.findLast((one) => one.target === target);
    const over = (key: object | undefined) => {
      requests = requests.filter((one) => one.key !== key);
      if (key !== undefined) side.over(key);
    };
    const begin = (request: Request | undefined, root?: unknown, isFrame = false) => {
      const key = request?.key;
      rendered = key;
      if (key === undefined) return;
      // Frames are drawn when the browser draws next.
      side.changes(key, isFrame);
      if (root === undefined) return;
      // The events that follow come one or two frames after the change.
      const observer = new Observer(() => {
        observer.disconnect();
        over(key);
      });
      observer.observe(root, { childList: true, characterData: isFrame, subtree: isFrame });
    };
    const end = () => {
      if (rendered !== undefined) side.settles(rendered);
    };
    const frameOf = ({ target }: Request) => {
      const frame = target.dataset?.turboFrame ?? target.closest("turbo-frame")?.id;
      return frame === "_top" ? undefined : frame;
    };

    let pressed: SideEvent | undefined;
    let visited: { readonly url: string } | undefined;
    side.on("click", (event) => {
      pressed = event;
    });
    on<{ readonly url: string }>("visit", (visit) => {
      visited = visit;
    });
    // A page that is kept is shown again without a request.
    on("load", () => {
      if (visited === undefined) return;
      side.sends(visited, visited.url, pressed);
      side.settles(visited);
      visited = undefined;
    });
    on<{ readonly originalEvent: SideEvent }>("click", ({ originalEvent }) => {
      cause = originalEvent;
    });
    side.on("submit", (event) => {
      cause = event;
    });
    on<FetchRequest>("before-fetch-request", ({ url, fetchOptions }, target) => {
      const isPrefetch = fetchOptions.headers["X-Sec-Purpose"] === "prefetch";
      side.sends(fetchOptions, url.href, isPrefetch ? null : cause);
      if (isPrefetch) return;
      cause = undefined;
      visited = undefined;
      requests = [...requests.slice(-20), { key: fetchOptions, target }];
    });
    on<FetchResponse>("before-fetch-response", ({ fetchResponse }, target) => {
      const type = fetchResponse.response.headers.get("content-type") ?? "";
      const key = requestOf(target)?.key;
      if (type.includes("turbo-stream")) streamed = key;
      else if (!type.includes("html")) over(key);
    });
    on("fetch-request-error", (_detail, target) => over(requestOf(target)?.key));
    on<{ readonly renderMethod?: string }>("before-render", ({ renderMethod }, html) => {
      const request = requests.findLast((one) => frameOf(one) === undefined);
      // A morph changes the body many times, and has an event for its end.
      begin(request, renderMethod === "morph" ? undefined : html);
    });
    on("morph", () => over(rendered));
    on("render", (_detail, { dataset }) => {
      // A page of the cache is shown until the answer is there.
      if (dataset?.turboPreview === undefined) end();
    });
    on("before-frame-render", (_detail, frame) => {
      const request = requestOf(frame) ?? requests.findLast((one) => frameOf(one) === frame.id);
      begin(request, frame, true);
    });
    on("frame-render", end);
    on("frame-missing", (_detail, frame) => over(requestOf(frame)?.key));
    let open = 0;
    on("before-stream-render", (_detail, target) => {
      if (streamed === undefined) return;
      const key = streamed;
      open++;
      side.changes(key, true);
      const shown = async () => {
        // All streams of one answer come in the same task.
        streamed = undefined;
        await (target as Streams).renderPromise;
        if (--open === 0) over(key);
      };
      queueMicrotask(() => void shown().catch(() => over(key)));
    });
  },
};
