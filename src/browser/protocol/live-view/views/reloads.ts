import { systemClock, type Timer } from "../../../../base/clock.js";
import type { LivePage, LiveReloads, View } from "./view.js";

const MAX_RELOADS = 10;
const FAILSAFE_MS = 30_000;

/** Loads the page anew when its view cannot be joined: after 5 to 10 s, and after 30 s when that has not helped ten times. */
export class Reloads implements LiveReloads {
  readonly #page: LivePage;
  #timer: Timer | undefined;

  constructor(page: LivePage) {
    this.#page = page;
  }

  reloadLater(view: View): void {
    const { host, socket, navigation } = this.#page;
    this.#timer?.cancel();
    socket.disconnect();
    const path = new URL(host.url()).pathname;
    const known = host.tab.reloads.get(path);
    const tries = known === undefined ? 0 : known + 1;
    host.tab.reloads.set(path, tries);
    const [min, max] = host.settings.reloadJitterMs;
    const afterMs = tries >= MAX_RELOADS ? FAILSAFE_MS : min + Math.floor(host.tab.random() * (max - min + 1));
    this.#timer = systemClock.setTimer(() => {
      if (view.isDestroyed || view.isConnected) return;
      view.destroy();
      if (navigation.pendingLink !== undefined) host.load(navigation.pendingLink);
      else host.reload();
    }, afterMs);
  }

  /** A view has joined: the next reload is the first again. */
  succeeded(): void {
    this.#page.host.tab.reloads.delete(new URL(this.#page.host.url()).pathname);
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
