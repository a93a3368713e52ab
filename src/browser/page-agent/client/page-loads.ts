import { listen, now } from "./natives.js";
import { count, histogram } from "./reporter.js";

type PageLoad = readonly [kind: string, startedAt: number];

/** Element loads of views that went away are never ended by the client. */
const OPEN_LOADS = 100;
/** Loads that lead to another page or state of the page: the next one overtakes them. */
const NAVIGATION = /^(?:initial|redirect|patch)$/;

/** By the detail of their events: the client gives both ends of a load the same object. */
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
    // While an outage lasts, each failed try to join is announced anew.
    if (kind === "error" && otherKind === kind) return;
    if (overtakes(kind, otherKind)) {
      open.delete(other);
      count("liveview_canceled_loads", otherKind);
    }
  }
  if (open.size < OPEN_LOADS) open.set(detail, [kind, now()]);
}

function stop(detail: object): void {
  // An error has no end of its own: it is over when the view has joined again, which ends its first load once more.
  const endsErrors = kindOf(detail) === "initial";
  for (const [other, [kind, startedAt]] of open) {
    if (other !== detail && !(endsErrors && kind === "error")) continue;
    open.delete(other);
    histogram("liveview_page_loading_duration", kind, now() - startedAt);
  }
}

/** A redirect starts a view, whose own load (`initial`) is part of it. */
function overtakes(kind: string, other: string): boolean {
  return kind === "initial" ? other === kind : NAVIGATION.test(kind) && NAVIGATION.test(other);
}

function kindOf(detail: object): string {
  return String((detail as { kind?: unknown }).kind);
}
