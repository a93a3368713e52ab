import type { PagePort } from "../../page-port.js";
import type { PageResponse, WaitedResponse } from "../../ports/traffic.js";
import { type Actor, type DrivenPage, stepOptions } from "./actor.js";
import { TestRequest, TestResponse } from "./traffic.js";

type Options = Readonly<Record<string, unknown>>;

/** The part of Playwright's `Page` that leads to documents, and waits for them and for traffic. */
export abstract class LoadingPage implements DrivenPage {
  readonly actor: Actor;
  readonly port: PagePort;

  constructor({ actor, port }: DrivenPage) {
    this.actor = actor;
    this.port = port;
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
    const args = [trafficCondition(wanted, (seen) => new TestRequest(seen as never)), this.waiting(options)];
    return new TestRequest((await this.step("waitForRequest", args)) as never);
  }

  async waitForResponse(wanted: unknown, options?: Options): Promise<TestResponse> {
    const args = [trafficCondition(wanted, (seen) => this.responseOf(seen as never)), this.waiting(options)];
    return this.responseOf((await this.step("waitForResponse", args)) as never);
  }

  /** Waits until the page has another address, or the one that is asked for. */
  async waitForNavigation({ url, ...options }: Options = {}): Promise<TestResponse | null> {
    const before = this.url();
    return this.leading(async () => this.waitForURL(url ?? ((now: URL) => now.href !== before), options));
  }

  responseOf(seen: PageResponse | WaitedResponse): TestResponse {
    return new TestResponse(seen, (response) => {
      // A step has waited for it, and reads its body.
      if ("body" in seen) return seen.body();
      const { signal, ports } = this.actor.iteration;
      return this.port.traffic.bodyOf(response, { signal, timeoutMs: ports.commandTimeoutMs });
    });
  }

  /** Watches for the document to which an operation leads. */
  protected async leading(operate: () => Promise<unknown>): Promise<TestResponse | null> {
    let last: TestResponse | null = null;
    const fits = (seen: ConstructorParameters<typeof TestResponse>[0]) => {
      if (seen.resourceType === "document" && (seen.status < 300 || seen.status >= 400)) last ??= this.responseOf(seen);
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
