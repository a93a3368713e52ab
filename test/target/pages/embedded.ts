import type { App } from "../app.js";
import { newSessionId, sessionCookie } from "../app.js";
import { renderDead } from "../dead-render.js";
import { page } from "../layout.js";
import { LiveView, type ViewClass, type ViewEvent } from "../live-view.js";
import { htmlReply, type Reply, type Request } from "../reply.js";
import { html, raw, type Template } from "../template.js";

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

/** `/nested`: a view with a view in it. */
export class NestedView extends LiveView {
  static readonly viewName = "NestedLive";
  readonly title = "Nested";
  #count = 0;

  override handleEvent(): void {
    this.#count++;
  }

  override render(): Template {
    return html`<main>
  <h1>Nested</h1>
  <div class="panes">
    <section class="pane"><h2>parent</h2><p class="figure" id="count">${this.#count}</p><button id="inc" phx-click="inc">+</button></section>
    ${this.socket.child("child", ChildView)}
  </div>
</main>`;
  }
}

/** `/multi`: a page of no view, with two views side by side. */
export async function respondMulti(request: Request, app: App): Promise<Reply> {
  const sessionId = request.sessionId ?? newSessionId();
  const root = async (view: ViewClass): Promise<string> =>
    (await renderDead({ app, view, sessionId, url: request.url, params: {}, kind: "root" })).html;
  const [left, right] = await Promise.all([root(LeftView), root(RightView)]);
  const body = html`<main><h1>Two views</h1><div class="panes">${raw(left)}${raw(right)}</div></main>`;
  const reply = htmlReply(page({ title: "Two views", body, live: true }));
  return { ...reply, headers: { ...reply.headers, "set-cookie": sessionCookie(sessionId) } };
}
