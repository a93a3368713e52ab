import type { ContextOptions } from "../connection.js";
import type { PageSurroundings } from "./measured-page.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";
import type { PageTarget } from "./user/user-targets.js";
import { type UserPage, userPage } from "./user-page.js";

/** More windows than a page asks for before the first of them opens. */
const MOST_ANNOUNCED = 8;

/** A window that a page has asked for. */
interface Announced {
  readonly url: string;
  readonly features: readonly string[];
}

/** The popups of a user's pages: measured and driven like the page. */
export class Popups {
  readonly #surroundings: PageSurroundings;
  readonly #open = new Set<UserPage>();
  /** Requested windows that have not opened yet. */
  readonly #announced: Announced[] = [];

  constructor(surroundings: PageSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Records the windows that a page asks for. */
  follow(session: ProtocolSession): void {
    session.on("Page.windowOpen", ({ url, windowFeatures }) => {
      this.#announced.push({ url, features: windowFeatures });
      // Some never open.
      if (this.#announced.length > MOST_ANNOUNCED) this.#announced.shift();
    });
  }

  /** Takes a page that is paused until it is told to run. */
  add(target: PageTarget): void {
    const { browser, storage, windows } = this.#surroundings;
    const { session, targetId } = target;
    const announced = this.#announced.shift();
    this.follow(session);
    const stored = storage.follow(session);
    const viewport = sizeIn(announced?.features ?? []);
    // A window of its own size has a screen of this size, as in Playwright.
    const own = viewport === undefined ? {} : { viewport, screen: viewport };
    const popup = userPage(target, this.#surroundings, { name: "popup", options: own });
    const { page, agent, network, operations, navigation } = popup;
    // The page may have closed it already.
    const ready = Promise.allSettled([stored, popup.ready]);
    const close = async () => {
      agent.end();
      await browser.root.send("Target.closeTarget", { targetId }).catch(() => {});
    };
    this.#open.add(popup);
    const leadsTo = documentOf(announced);
    const closed = windows.add({
      page,
      loaded: (load) =>
        operations.run({ subject: "the popup to load", navigates: true }, load, async (bounds) => {
          // An empty popup has loaded at once. Until it is ready, it does not report a navigation that begins now.
          await ready;
          return navigation.first(leadsTo, bounds, load);
        }),
      flush: (timeoutMs) => agent.flush(timeoutMs),
      close,
    });
    session.onGone(() => {
      closed();
      this.#open.delete(popup);
      network.end();
    });
    session.on("Inspector.targetCrashed", () => void close());
  }

  /** They are about to be closed: rejects their operations; from here on their silence is no sign of a hang. */
  endOperations(reason: string): void {
    for (const { agent, operations } of this.#open) {
      operations.end(reason);
      agent.end();
    }
  }

  /** The user's context is closed, and the popups with it. */
  endMeasuring(): void {
    for (const { network } of this.#open) network.end();
    this.#open.clear();
  }
}

/** The document that a window requests. Without one it is empty, and its opener may write to it. */
function documentOf(announced: Announced | undefined): string | undefined {
  // A link that was clicked with Ctrl opens a tab that its page does not ask for.
  if (announced === undefined) return "the address of the link";
  return announced.url === "" || /^(about|javascript):/i.test(announced.url) ? undefined : announced.url;
}

/** The size that was passed to `window.open`, if any. */
function sizeIn(features: readonly string[]): ContextOptions["viewport"] {
  const asked = (name: string) => features.map((feature) => new RegExp(`^${name}=(\\d+)$`).exec(feature)?.[1]).find(Boolean);
  const [width, height] = [asked("width"), asked("height")];
  return width === undefined || height === undefined ? undefined : { width: Number(width), height: Number(height) };
}
