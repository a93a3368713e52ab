import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "../app.js";
import { newSessionId, sessionCookie } from "../app.js";
import { renderDead } from "../dead-render.js";
import { page } from "../layout.js";
import { LiveView, type ViewClass, type ViewEvent } from "../live-view.js";
import { htmlReply, type Reply, type Request } from "../reply.js";
import { html, raw, type Template } from "../template.js";

const LATE_MOUNT_MS = 300;

/** A counter whose elements carry a prefix, for pages with more than one view. */
abstract class PrefixedCounterView extends LiveView {
  protected abstract readonly prefix: string;
  #count = 0;

  get title(): string {
    return `Counter ${this.prefix}`;
  }

  override handleEvent({ name }: ViewEvent): void {
    if (name !== `${this.prefix}-inc`) throw new Error(`a counter does not understand ${name}`);
    this.#count++;
  }

  override render(): Template {
    const { prefix } = this;
    return html`<section class="pane">
  <h2>${prefix}</h2>
  <p class="figure" id="${prefix}-count">${this.#count}</p>
  <button id="${prefix}-inc" phx-click="${prefix}-inc">+</button>
  <button id="${prefix}-boom" phx-click="boom">Crash</button>
</section>`;
  }
}

export class ChildView extends PrefixedCounterView {
  static readonly viewName = "ChildLive";
  protected override readonly prefix = "child";
}

export class LeftView extends PrefixedCounterView {
  static readonly viewName = "LeftLive";
  protected override readonly prefix = "left";
}

export class RightView extends PrefixedCounterView {
  static readonly viewName = "RightLive";
  protected override readonly prefix = "right";
}

/** A view that is added later, with a slow mount. */
export class LateView extends PrefixedCounterView {
  static readonly viewName = "LateLive";
  protected override readonly prefix = "late";

  override async mount(): Promise<void> {
    if (this.socket.connected) await sleep(LATE_MOUNT_MS);
  }
}

/** `/nested`: a view with a nested one, to which another can be added. */
export class NestedView extends LiveView {
  static readonly viewName = "NestedLive";
  readonly title = "Nested";
  #count = 0;
  #hasLate = false;

  override handleEvent({ name }: ViewEvent): void {
    if (name === "late") this.#hasLate = !this.#hasLate;
    else this.#count++;
  }

  override render(): Template {
    return html`<main>
  <h1>Nested</h1>
  <div class="panes">
    <section class="pane"><h2>parent</h2><p class="figure" id="count">${this.#count}</p>
      <button id="inc" phx-click="inc">+</button> <button id="toggle" phx-click="late">Another view</button></section>
    ${this.socket.child("child", ChildView)}
    ${this.#hasLate ? this.socket.child("late", LateView) : ""}
  </div>
</main>`;
  }
}

/** A view that stays while the page around it changes. */
export class StickyView extends PrefixedCounterView {
  static readonly viewName = "StickyLive";
  protected override readonly prefix = "sticky";
}

/** `/sticky/:page`: pages of a live session that share a sticky view. */
export class StickyPageView extends LiveView {
  static readonly viewName = "StickyPageLive";
  #count = 0;

  get title(): string {
    return `Page ${this.socket.params.page}`;
  }

  override handleEvent(): void {
    this.#count++;
  }

  override render(): Template {
    const next = Number(this.socket.params.page) + 1;
    return html`<main>
  <h1 id="here">${this.title}</h1>
  <p class="figure" id="count">${this.#count}</p>
  <p class="actions"><button id="inc" phx-click="inc">+</button>
    <a id="next" href="/sticky/${next}" data-phx-link="redirect" data-phx-link-state="push">Next page</a></p>
  ${this.socket.child("sticky", StickyView, { sticky: true })}
</main>`;
  }
}

/** `/multi`: an ordinary page with two views side by side. */
export async function respondMulti(request: Request, app: App): Promise<Reply> {
  const sessionId = request.sessionId ?? newSessionId();
  const root = async (view: ViewClass): Promise<string> =>
    (await renderDead({ app, view, sessionId, url: request.url, params: {}, kind: "root" })).html;
  const [left, right] = await Promise.all([root(LeftView), root(RightView)]);
  const body = html`<main><h1>Two views</h1><div class="panes">${raw(left)}${raw(right)}</div></main>`;
  const reply = htmlReply(page({ title: "Two views", body, live: true }));
  return { ...reply, headers: { ...reply.headers, "set-cookie": sessionCookie(sessionId) } };
}
