import { livePatched, liveRedirected } from "./navigation.js";
import { undoRefs } from "./refs.js";
import type { PushOptions, Redirection } from "./requests.js";
import { applyDiff } from "./updates.js";
import type { View } from "./view.js";

/** The official client reloads the page when an event is not answered in this time. */
const TIMEOUT_MS = 30_000;

interface EventReply {
  readonly diff?: unknown;
  readonly redirect?: Redirection;
  readonly live_patch?: Redirection;
  readonly live_redirect?: Redirection;
}

/** A message that changes nothing in the page while it is answered. */
export function pushMessage(
  view: View,
  event: string,
  payload: Readonly<Record<string, unknown>>,
  onReply?: (response: unknown) => void,
): void {
  push(view, event, payload, onReply ? { onReply } : {});
}

/** Sends a message of a view, and takes what its reply brings: a diff, or the way to another page. */
export function push(view: View, event: string, payload: Readonly<Record<string, unknown>>, options: PushOptions): void {
  if (!view.isConnected) {
    options.onError?.("no connection");
    return;
  }
  const { page } = view;
  const ref = options.mark?.();
  const { cid, ...rest } = payload;
  const joinCount = view.joinCount;
  const sentAt = page.host.telemetry.now();
  page.pending.begin();
  let isPending = true;
  const ended = () => {
    if (isPending) page.pending.end();
    isPending = false;
  };
  view.channel
    .push(event, typeof cid === "number" ? { ...rest, cid } : rest, TIMEOUT_MS)
    .on("ok", (response) => {
      const figures = { type: typeOf(event, payload), sentAt, repliedAt: page.host.telemetry.now() };
      if (view.isDestroyed) ended();
      else takeReply(view, { response: response as EventReply, ref, options, figures, ended });
    })
    .on("error", (reason) => {
      ended();
      if (!view.isDestroyed) options.onError?.(JSON.stringify(reason));
    })
    .on("timeout", () => {
      ended();
      if (view.isDestroyed) return;
      options.onError?.("timeout");
      if (view.joinCount === joinCount) page.reloads.reloadLater(view);
    });
}

/** The type of an event, as the measurements name it; none for other messages. */
function typeOf(event: string, payload: object): string | undefined {
  return event === "event" && "type" in payload ? String(payload.type) : undefined;
}

interface Reply {
  readonly response: EventReply;
  readonly ref: number | undefined;
  readonly options: PushOptions;
  readonly figures: { readonly type: string | undefined; readonly sentAt: number; readonly repliedAt: number };
  readonly ended: () => void;
}

function takeReply(view: View, { response, ref, options, figures, ended }: Reply): void {
  const { page } = view;
  const finish = (hookReply: unknown) => {
    if (response.redirect) page.redirect(response.redirect);
    if (response.live_patch) livePatched(view, response.live_patch);
    if (response.live_redirect) liveRedirected(page, response.live_redirect);
    measure(view, figures);
    ended();
    options.onReply?.(response, hookReply);
    page.host.changed();
  };
  const take = () => {
    try {
      if (ref !== undefined) undoRefs(view, ref);
      finish(response.diff === undefined ? null : applyDiff(view, response.diff));
    } finally {
      ended();
    }
  };
  if (response.diff === undefined) take();
  else page.requestUpdate(take);
}

function measure(view: View, { type, sentAt, repliedAt }: Reply["figures"]): void {
  if (type === undefined) return;
  const { telemetry } = view.page.host;
  telemetry.event({ type, serverMs: repliedAt - sentAt, patchMs: telemetry.now() - repliedAt });
}
