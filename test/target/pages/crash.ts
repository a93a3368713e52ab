import { LiveView, type ViewEvent } from "../live-view.js";
import { html, type Template } from "../template.js";

/** `/crash`: an event that ends the view's process. */
export class CrashView extends LiveView {
  static readonly viewName = "CrashLive";
  readonly title = "Crash";
  #count = 0;

  override handleEvent({ name }: ViewEvent): void {
    if (name !== "inc") throw new Error("boom");
    this.#count++;
  }

  override render(): Template {
    return html`<main>
  <h1>Crash</h1>
  <p class="figure" id="count">${this.#count}</p>
  <p class="actions"><button id="inc" phx-click="inc">+</button> <button id="boom" phx-click="boom">Boom</button></p>
</main>`;
  }
}

/**
 * `/crash-mount`: the connected mount always crashes; `?times=2`: the first two of a visitor do, then one succeeds.
 * The client reloads the page after 5 to 10 s; `?jitter=200` makes that 200 ms.
 */
export class CrashMountView extends LiveView {
  static readonly viewName = "CrashMountLive";
  readonly title = "Crash on mount";

  override mount(): void {
    if (!this.socket.connected) return;
    const times = this.numberParam("times", Number.POSITIVE_INFINITY);
    const crashed = this.socket.session.get("mount crashes") ?? 0;
    if (crashed < times) {
      if (Number.isFinite(times)) this.socket.session.set("mount crashes", crashed + 1);
      throw new Error("boom on mount");
    }
    this.socket.session.delete("mount crashes");
  }

  override render(): Template {
    return html`<main>
  <h1>Crash on mount</h1>
  <p id="state">${this.socket.connected ? "mounted" : "static"}</p>
</main>`;
  }
}
