import { listen, now } from "./natives.js";
import { count, histogram } from "./reporter.js";

type PageLoad = readonly [kind: string, startedAt: number];

/** Bounds the open loads: the client never ends element loads of removed views. */
const OPEN_LOADS = 100;
/** Loads that lead to another page or state: the next one supersedes them. */
const NAVIGATION = /^(?:initial|redirect|patch)$/;

/** By the detail of their events: the client uses the same object for start and stop. */
const open = new Map<object, PageLoad>();

/** Follows `phx:page-loading-start`, `-stop` and `phx:navigate`. */
export function watchPageLoads(): void {
  listen(window, "phx:page-loading-start", ({ detail }: CustomEvent<object>) => start(detail));
  listen(window, "phx:page-loading-stop", ({ detail }: CustomEvent<object>) => stop(detail));
  listen(window, "phx:navigate", ({ detail }: CustomEvent<{ patch?: unknown }>) => {
    count("liveview_navigations", detail.patch === true ? "patch" : "redirect");
  });
}

function start(detail: object): void {
  const kind = kindOf(detail);
  for (const [other, [otherKind]] of open) {
    // During an outage, each failed attempt to join is announced again.
    if (kind === "error" && otherKind === kind) return;
    if (overtakes(kind, otherKind)) {
      open.delete(other);
      count("liveview_canceled_loads", otherKind);
    }
  }
  if (open.size < OPEN_LOADS) open.set(detail, [kind, now()]);
}

function stop(detail: object): void {
  // An error load has no stop event: it ends when the view has joined again, which stops its initial load once more.
  const endsErrors = kindOf(detail) === "initial";
  for (const [other, [kind, startedAt]] of open) {
    if (other !== detail && !(endsErrors && kind === "error")) continue;
    open.delete(other);
    histogram("liveview_page_loading_duration", kind, now() - startedAt);
  }
}

/** A redirect starts a view whose initial load is part of the redirect. */
function overtakes(kind: string, other: string): boolean {
  return kind === "initial" ? other === kind : NAVIGATION.test(kind) && NAVIGATION.test(other);
}

function kindOf(detail: object): string {
  return String((detail as { kind?: unknown }).kind);
}
