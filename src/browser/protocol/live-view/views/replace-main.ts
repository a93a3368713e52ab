import { all } from "../dom.js";
import type { LivePage } from "./view.js";

interface NextMain {
  readonly url: string;
  readonly flash: string | null;
  readonly referer: string;
  /** False if another navigation has begun since. */
  readonly commit: () => boolean;
  readonly shown: () => void;
}

/** Joins another view in place of the main one, which stays to be seen until the other has joined. */
export function replaceMain(page: LivePage, { url, flash, referer, commit, shown }: NextMain): void {
  const { main } = page;
  if (!main) return;
  const outgoing = page.outgoing ?? main.element;
  page.outgoing = outgoing;
  const sticky = all(page.host.document, "[data-phx-sticky]");
  const leaving = [outgoing, ...all(outgoing, "[phx-remove]")].filter(
    (element) => element.hasAttribute("phx-remove") && !sticky.some((view) => view.contains(element)),
  );
  const next = outgoing.cloneNode(false);
  main.show("phx-loading");
  main.destroy();
  const view = page.newRoot(next, { flash, referer, isRedirected: true });
  page.main = view;
  view.href = url;
  for (const element of leaving) {
    page.acts.runCommands(element.getAttribute("phx-remove") ?? "", { page, view: main, source: element, eventType: "remove" });
  }
  page.acts.joinView(view, (joinCount, done) => {
    if (joinCount !== 1 || !commit()) return;
    page.requestUpdate(() => {
      for (const element of leaving) if (element !== outgoing) element.remove();
      for (const element of sticky) view.element.appendChild(element);
      page.outgoing?.replaceWith(view.element);
      page.outgoing = undefined;
      shown();
      done();
    });
  });
}
