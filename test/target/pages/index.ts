import { LiveView } from "../live-view.js";
import { each, html, type Template } from "../template.js";

const LINKS: readonly (readonly [path: string, what: string])[] = [
  ["/products", "a shop"],
  ["/login", "an account to log in to"],
  ["/counter", "a counter"],
  ["/counter?delay=200", "a slower counter"],
  ["/form", "a form, validated while it is filled"],
  ["/slow?ms=300", "a slow handler"],
  ["/list?n=500", "a big patch"],
  ["/nav/a", "navigation"],
  ["/nested", "a view in a view"],
  ["/sticky/1", "a view that stays while the page changes"],
  ["/multi", "two views on a page of none"],
  ["/crash", "a crash in a handler"],
  ["/crash-mount?times=2", "two crashes on mount"],
  ["/longpoll", "long polling"],
  ["/push?every=200", "updates by the server"],
  ["/vanish", "a button that its own click removes"],
  ["/join-slow?ms=500", "a slow connected mount"],
  ["/dead", "app.js without a view"],
  ["/plain", "no LiveView at all"],
  ["/plain-form", "a form that is posted"],
  ["/controls", "all kinds of controls"],
  ["/storage", "cookies and storage"],
  ["/echo?text=100&binary=1000&count=3", "another WebSocket"],
  ["/iframe", "a frame"],
  ["/shadow", "a shadow root"],
  ["/alert", "dialogs"],
  ["/windows", "popups"],
  ["/broken", "everything that can fail"],
  ["/status/503", "a status"],
  ["/redirect?to=/plain", "a redirect"],
  ["/slow-page?ms=500", "a slow page"],
  ["/upload", "files uploaded in chunks"],
  ["/upload-form", "files uploaded with a form"],
  ["/downloads", "downloads of every kind"],
  ["/download", "a download"],
  ["/stats", "what the server counted"],
];

export class IndexView extends LiveView {
  static readonly viewName = "IndexLive";
  readonly title = "Target";

  override render(): Template {
    return html`<main>
  <h1>A site to be tested</h1>
  <ul class="links">${each(
    LINKS,
    ([path]) => path,
    ([path, what]) => html`<li><a href="${path}">${path}</a> <span class="soft">${what}</span></li>`,
  )}</ul>
</main>`;
  }
}
