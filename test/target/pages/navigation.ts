import { LiveView, type ViewEvent } from "../live-view.js";
import { html, type Template } from "../template.js";

/** `/nav/a` and `/nav/b`: every way to another URL. */
abstract class NavigationView extends LiveView {
  protected abstract readonly here: "a" | "b";
  #page = "0";
  #patches = -1;

  get title(): string {
    return `Page ${this.here.toUpperCase()}`;
  }

  protected get there(): "a" | "b" {
    return this.here === "a" ? "b" : "a";
  }

  override handleParams(): void {
    this.#page = this.socket.url.searchParams.get("page") ?? "0";
    this.#patches++;
  }

  override handleEvent({ name }: ViewEvent): void {
    const to = `/nav/${this.there}`;
    if (name === "server-redirect") this.socket.navigate({ kind: "navigate", to });
    else if (name === "full-redirect") this.socket.navigate({ kind: "redirect", to });
    else if (name === "server-patch") this.socket.navigate({ kind: "patch", to: `/nav/${this.here}?page=3` });
    else throw new Error(`this page does not understand ${name}`);
  }

  override render(): Template {
    const { here, there } = this;
    return html`<main>
  <h1 id="here">${this.title}</h1>
  <p>Page parameter <strong id="page">${this.#page}</strong>, patched <strong id="patches">${this.#patches}</strong> times</p>
  <ul>
    <li><a id="to-${there}" href="/nav/${there}" data-phx-link="redirect" data-phx-link-state="push">Live navigate to ${there.toUpperCase()}</a></li>
    <li><a id="patch-1" href="/nav/${here}?page=1" data-phx-link="patch" data-phx-link-state="push">Live patch to page 1</a></li>
    <li><a id="patch-2" href="/nav/${here}?page=2" data-phx-link="patch" data-phx-link-state="push">Live patch to page 2</a></li>
    <li><a id="to-dead" href="/plain" data-phx-link="redirect" data-phx-link-state="push">Live navigate to a page that is none</a></li>
    <li><a id="plain" href="/nav/${there}">Plain link</a></li>
  </ul>
  <p class="actions">
    <button id="server-redirect" phx-click="server-redirect">Server navigates</button>
    <button id="server-patch" phx-click="server-patch">Server patches</button>
    <button id="full-redirect" phx-click="full-redirect">Server redirects</button>
  </p>
</main>`;
  }
}

export class PageAView extends NavigationView {
  static readonly viewName = "PageALive";
  protected override readonly here = "a";
}

export class PageBView extends NavigationView {
  static readonly viewName = "PageBLive";
  protected override readonly here = "b";
}
