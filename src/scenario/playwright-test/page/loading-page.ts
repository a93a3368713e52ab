import type { PagePort } from "../../page-port.js";
import type { PageResponse } from "../../ports/traffic.js";
import { type Actor, type DrivenPage, stepOptions } from "./actor.js";
import { PageFramesView } from "./frames/page-frames.js";
import { SeenTraffic } from "./seen-traffic.js";
import type { TestRequest, TestResponse } from "./traffic.js";

type Options = Readonly<Record<string, unknown>>;

/** The part of Playwright's `Page` that leads to documents, and waits for them and for traffic. */
export abstract class LoadingPage implements DrivenPage {
  readonly actor: Actor;
  readonly port: PagePort;
  readonly frameViews: PageFramesView;
  readonly traffic: SeenTraffic;

  constructor({ actor, port }: DrivenPage) {
    this.actor = actor;
    this.port = port;
    this.frameViews = new PageFramesView(this);
    this.traffic = new SeenTraffic(this, (id) => this.frameViews.ofId(id));
  }

  url(): string {
    return this.port.url();
  }

  async goto(url: string, options?: Options): Promise<TestResponse | null> {
    return this.leading(() => this.step("navigate", [url, this.loading(options)]));
  }

  async reload(options?: Options): Promise<TestResponse | null> {
    return this.leading(() => this.step("reload", [this.loading(options)]));
  }

  async goBack(options?: Options): Promise<TestResponse | null> {
    return this.leading(() => this.step("goBack", [this.loading(options)]));
  }

  async goForward(options?: Options): Promise<TestResponse | null> {
    return this.leading(() => this.step("goForward", [this.loading(options)]));
  }

  async waitForURL(url: unknown, options?: Options): Promise<void> {
    await this.step("waitForURL", [url, this.loading(options)]);
  }

  async waitForLoadState(state = "load", options?: Options): Promise<void> {
    await this.step("waitForURL", [() => true, { ...this.loading(options), waitUntil: state }]);
  }

  async waitForRequest(wanted: unknown, options?: Options): Promise<TestRequest> {
    this.traffic.keep();
    const args = [trafficCondition(wanted, (seen) => this.traffic.request(seen as never)), this.waiting(options)];
    return this.traffic.request((await this.step("waitForRequest", args)) as never);
  }

  async waitForResponse(wanted: unknown, options?: Options): Promise<TestResponse> {
    const args = [trafficCondition(wanted, (seen) => this.traffic.response(seen as never)), this.waiting(options)];
    return this.traffic.response((await this.step("waitForResponse", args)) as never);
  }

  /** Waits until the page has another address, or the one that is asked for. */
  async waitForNavigation({ url, ...options }: Options = {}): Promise<TestResponse | null> {
    const before = this.url();
    return this.leading(async () => this.waitForURL(url ?? ((now: URL) => now.href !== before), options));
  }

  /** Watches for the document to which an operation leads a frame, by default the page's own. */
  async leading(operate: () => Promise<unknown>, frameId = this.port.frames?.main.id): Promise<TestResponse | null> {
    let last: TestResponse | null = null;
    const fits = (seen: PageResponse) => {
      if (seen.resourceType !== "document" || (seen.status >= 300 && seen.status < 400)) return false;
      if (this.port.traffic.factsOf?.(seen)?.frameId === frameId) last ??= this.traffic.response(seen);
      return false;
    };
    const watch = this.port.traffic.watch("response", { shown: "of the page", fits });
    try {
      await operate();
      return last;
    } finally {
      watch.end();
    }
  }

  protected step(operation: string, args: readonly unknown[]): Promise<unknown> {
    return this.actor.step(this.port, operation, args);
  }

  protected loading(options: unknown): Options {
    return stepOptions(options, this.actor.defaults.navigationTimeoutMs);
  }

  protected waiting(options: unknown): Options {
    return stepOptions(options, this.actor.defaults.actionTimeoutMs);
  }
}

/** The condition of a wait: a function receives what Playwright gives it, and must answer at once. */
function trafficCondition(wanted: unknown, shown: (seen: unknown) => unknown): unknown {
  return typeof wanted === "function" ? (seen: unknown) => (wanted as (one: unknown) => unknown)(shown(seen)) : wanted;
}
