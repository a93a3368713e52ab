import type { DomElement } from "../dom.js";
import type { PageLoad } from "./page-load.js";
import { putRefs } from "./refs.js";
import { replaceMain } from "./replace-main.js";
import type { NavigationOptions, Redirection } from "./requests.js";
import { applyPendingDiffs } from "./updates.js";
import type { LiveNavigation, LivePage, View } from "./view.js";

/** What the client keeps in the browser's history of an address. */
interface HistoryState {
  readonly type?: "patch" | "redirect";
  readonly backType?: "patch" | "redirect";
  readonly id?: string;
  readonly position?: number;
}

/** The server has changed the view's address. */
export function livePatched(view: View, { to, kind }: Redirection): void {
  view.href = view.page.absolute(to);
  view.page.navigation.patched(to, kind);
}

/** The server sends the page to another view. */
export function liveRedirected(page: LivePage, { to, kind, flash }: Redirection): void {
  page.navigation.redirectTo(page.absolute(to), { kind: kind ?? "push", flash: flash ?? null });
}

/** Live navigation: other addresses without another document. */
export class Navigation implements LiveNavigation {
  readonly #page: LivePage;
  #link = 1;
  #pending: string | undefined;
  #loading: PageLoad | undefined;
  /** Where the page is, as far as its views know. */
  #location: string;

  constructor(page: LivePage) {
    this.#page = page;
    this.#location = page.host.url();
  }

  get pendingLink(): string | undefined {
    return this.#pending;
  }

  get hasPendingLink(): boolean {
    return this.#pending !== undefined;
  }

  /** Another view takes the main view's place; without a connection, another document the page's. */
  redirectTo(href: string, { kind, flash = null }: NavigationOptions): void {
    const page = this.#page;
    if (!this.#canNavigate()) {
      page.redirect({ to: href, flash });
      return;
    }
    const url = page.absolute(href);
    const loading = page.loading("redirect");
    const shown = (link: number) => {
      if (link === this.#link) this.#moved(kind, url, "redirect");
      loading.shown();
    };
    this.#replaceMain(url, flash, shown, this.#begin(url, loading));
  }

  /** The same view with another address. */
  patchTo(href: string, { kind, element }: NavigationOptions): void {
    const page = this.#page;
    if (!this.#canNavigate()) {
      page.redirect({ to: href });
      return;
    }
    const url = page.absolute(href);
    const loading = page.loading("patch");
    const patched = (link: number) => {
      this.patched(href, kind, link);
      loading.shown();
    };
    this.#pushLink(url, element, patched, this.#begin(url, loading));
  }

  /** Notes the address of a patch, unless another navigation has begun since. */
  patched(to: string, kind: "push" | "replace" = "push", link = this.#begin(to)): void {
    if (this.#commit(link)) this.#moved(kind, this.#page.absolute(to), "patch");
  }

  /** The user has gone back or forward within the page's history. True if the views handle it. */
  popped(state: unknown): boolean {
    const page = this.#page;
    const href = page.host.url();
    if (samePlace(href, this.#location) || page.isDead) return true;
    const { type, backType, id, position = 0 } = (state ?? {}) as HistoryState;
    const isForward = position > page.host.tab.historyPosition;
    const kind = isForward ? type : (backType ?? type);
    this.#location = href;
    page.host.tab.historyPosition = position;
    page.host.telemetry.navigated(kind === "patch" ? "patch" : "redirect");
    const { main } = page;
    const update = () => {
      if (main?.isConnected && kind === "patch" && id === main.id) this.#pushLink(href, undefined, () => {});
      else this.#replaceMain(href, null, () => {});
    };
    page.requestUpdate(() => page.pending.during(update));
    return true;
  }

  #canNavigate(): boolean {
    return this.#page.isConnected() && this.#page.main?.isMain === true;
  }

  #pushLink(url: string, element: DomElement | undefined, patched: (link: number) => void, link = this.#begin(url)): void {
    const page = this.#page;
    const view = page.main;
    if (!view) return;
    const mark = element && (() => putRefs(view, [{ element, loading: true, lock: true }], { eventType: "click" }));
    page.acts.push(
      view,
      "live_patch",
      { url },
      {
        ...(mark ? { mark } : {}),
        onReply: (response) => {
          const reply = response as { readonly link_redirect?: boolean; readonly redirect?: unknown };
          page.requestUpdate(() => {
            if (reply.link_redirect) this.#replaceMain(url, null, patched, link);
            else if (!reply.redirect) {
              if (this.#commit(link)) view.href = url;
              applyPendingDiffs(view);
              patched(link);
            }
          });
        },
        onError: () => page.redirect({ to: page.host.url() }),
      },
    );
  }

  #replaceMain(url: string, flash: string | null, shown: (link: number) => void, link = this.#begin(url)): void {
    replaceMain(this.#page, { url, flash, referer: this.#location, commit: () => this.#commit(link), shown: () => shown(link) });
  }

  /** The navigation before is overtaken: its page is never shown. */
  #begin(href: string, loading?: PageLoad): number {
    this.#loading?.dropped();
    this.#loading = loading;
    this.#pending = href;
    return ++this.#link;
  }

  #commit(link: number): boolean {
    if (link !== this.#link) return false;
    if (this.#pending !== undefined) this.#page.href = this.#pending;
    this.#pending = undefined;
    return true;
  }

  #moved(kind: "push" | "replace", url: string, type: "patch" | "redirect"): void {
    const { host, main } = this.#page;
    const position = ++host.tab.historyPosition;
    const before = (host.historyState() ?? {}) as HistoryState;
    host.changeLocation("replace", host.url(), { ...before, backType: type });
    if (url !== host.url()) host.changeLocation(kind, url, { type, id: main?.id, position });
    host.telemetry.navigated(type);
    this.#location = host.url();
    host.changed();
  }
}

function samePlace(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  return a.pathname + a.search === b.pathname + b.search;
}
