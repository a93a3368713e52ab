import { seededRandom } from "../../../base/seeded-random.js";
import type { Document } from "../dom/document.js";
import type { Element } from "../dom/element.js";
import { HTMLFormElement } from "../dom/form-elements.js";
import { parseFragment } from "../dom/parse.js";
import type { PageEvent } from "../input/page-event.js";
import type { LivePage, LivePart } from "../live-part.js";
import { CONTROL_STATES } from "./control-states.js";
import type { LiveViewHost, LiveViewSettings, TabMemory } from "./live-view-host.js";
import { measuredWebSockets } from "./measured-web-sockets.js";
import { PageMeasurements } from "./page-measurements.js";
import { pollRequests } from "./poll-requests.js";
import { LiveViews } from "./views/live-page.js";

/** As Phoenix's generator sets the client up. */
const SETTINGS: LiveViewSettings = {
  path: "/live",
  transport: "websocket",
  longPollFallbackMs: 2500,
  reloadJitterMs: [5000, 10_000],
};

/** The seed of users outside of a run. */
const DEFAULT_SEED = 1;

/** LiveView's client for the documents of one page. */
export function liveViewPart(page: LivePage): LivePart {
  return new LiveViewPart(page);
}

/** No views → views of a document → no views, with each document. */
class LiveViewPart implements LivePart {
  readonly #page: LivePage;
  readonly #tab: TabMemory;
  #views: LiveViews | undefined;

  constructor(page: LivePage) {
    this.#page = page;
    const { seed = DEFAULT_SEED, userId } = page.options;
    const random = seededRandom(seed, userId, "live-view");
    this.#tab = { reloads: new Map(), historyPosition: 0, usesLongPolling: false, random };
  }

  ready(document: Document): void {
    this.leaving();
    if (!concernsLiveView(document)) return;
    this.#views = new LiveViews(hostOf(this.#page, document, this.#tab));
    this.#views.start();
  }

  event(event: PageEvent): void {
    if (event.type === "popstate") this.#views?.navigation.popped(event.init.state);
    else this.#views?.handle(event);
  }

  leaving(): void {
    this.#views?.stop();
    this.#views = undefined;
  }

  isConnected(root: Element): boolean {
    return this.#views?.isViewConnected(root) ?? false;
  }

  isIdle(): boolean {
    return this.#views?.pending.isOver ?? true;
  }
}

/** It has views, or commands that need none. */
function concernsLiveView(document: Document): boolean {
  return document.querySelector("[data-phx-session],[phx-click],[phx-mounted],[phx-click-away]") !== null;
}

function hostOf(page: LivePage, document: Document, tab: TabMemory): LiveViewHost {
  const measurements = new PageMeasurements(page);
  return {
    document,
    controls: CONTROL_STATES,
    wallTime: () => page.clock.wallTime(),
    url: () => page.url,
    focused: () => (document.activeElement === document.body ? null : document.activeElement),
    focus: (element) => page.focus(element),
    blur: () => page.focus(null),
    isVisible: (element) => element.isConnected && element.checkVisibility(),
    parse: (html) => parseFragment(html),
    dispatch: (element, type) => page.dispatch(type, element),
    load: (url) => page.navigate(url),
    reload: () => page.reload(),
    submit(form, submitter) {
      if (form instanceof HTMLFormElement) page.submit(form, submitter ?? undefined);
    },
    changeLocation(kind, url, next) {
      if (kind === "push") page.pushState(url, next);
      else page.replaceState(url, next);
    },
    historyState: () => page.historyState,
    setCookie: (text) => page.requests.cookies.received(new URL(page.url), text),
    changed: () => page.changed(),
    failed: (error) => page.trouble(error.message),
    openWebSocket: measuredWebSockets(page),
    pollRequest: pollRequests(page),
    tab,
    settings: SETTINGS,
    hooks: page.options.hooks ?? {},
    telemetry: measurements,
  };
}
