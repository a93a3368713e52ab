import { setTimeout as sleep } from "node:timers/promises";
import { LiveView, type ViewEvent } from "../live-view.js";
import { html, type Template } from "../template.js";

/** `/counter?delay=ms`: the handler takes this long. */
export class CounterView extends LiveView {
  static readonly viewName: string = "CounterLive";
  get title(): string {
    return `Counter ${this.count}`;
  }
  protected count = 0;

  override async handleEvent({ name }: ViewEvent): Promise<void> {
    const delayMs = this.numberParam("delay", 0);
    if (delayMs > 0) await sleep(delayMs);
    if (name === "inc") this.count++;
    else if (name === "dec") this.count--;
    else throw new Error(`a counter does not understand ${name}`);
  }

  override render(): Template {
    return html`<main>
  <h1>Counter</h1>
  <p class="figure" id="count">${this.count}</p>
  <p class="actions"><button id="dec" phx-click="dec">−</button> <button id="inc" phx-click="inc">+</button></p>
</main>`;
  }
}

/** The same page, whose client uses long polling only. */
export class LongPollView extends CounterView {
  static override readonly viewName = "LongPollLive";
}

/** `/slow?ms=300`: a slow handler. */
export class SlowView extends LiveView {
  static readonly viewName = "SlowLive";
  readonly title = "Slow";
  #done = 0;

  override async handleEvent(): Promise<void> {
    await sleep(this.numberParam("ms", 300));
    this.#done++;
  }

  override render(): Template {
    return html`<main>
  <h1>Slow</h1>
  <p>Each click takes ${this.numberParam("ms", 300)} ms on the server.</p>
  <p class="figure" id="done">${this.#done}</p>
  <p class="actions"><button id="slow" phx-click="slow">Work</button></p>
</main>`;
  }
}

/** `/push?every=ms`: the server updates the page by itself. */
export class PushView extends LiveView {
  static readonly viewName = "PushLive";
  readonly title = "Push";
  #tick = 0;

  override mount(): void {
    this.socket.every(this.numberParam("every", 200), () => {
      this.#tick++;
    });
  }

  override render(): Template {
    return html`<main>
  <h1>Push</h1>
  <p class="figure" id="tick">${this.#tick}</p>
</main>`;
  }
}

/** `/vanish`: the reply removes the clicked button. */
export class VanishView extends LiveView {
  static readonly viewName = "VanishLive";
  readonly title = "Vanish";
  #gone = false;

  override handleEvent({ name }: ViewEvent): void {
    this.#gone = name === "gone";
  }

  override render(): Template {
    return html`<main>
  <h1>Vanish</h1>
  ${this.#gone ? html`<p id="trace">It was here. <button id="back" phx-click="back">Bring it back</button></p>` : html`<p><button id="gone" phx-click="gone">Vanish</button></p>`}
</main>`;
  }
}

/** `/join-slow?ms=500`: the connected mount is slow, the dead render is not. */
export class JoinSlowView extends LiveView {
  static readonly viewName = "JoinSlowLive";
  readonly title = "Slow join";

  override async mount(): Promise<void> {
    if (this.socket.connected) await sleep(this.numberParam("ms", 500));
  }

  override render(): Template {
    return html`<main>
  <h1>Slow join</h1>
  <p id="state">${this.socket.connected ? "connected" : "static"}</p>
</main>`;
  }
}
