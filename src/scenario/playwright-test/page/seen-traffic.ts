import { withDeadline } from "../../../base/deadline.js";
import type { PageRequest, PageResponse, RequestFacts, WaitedResponse } from "../../ports/traffic.js";
import { waitedFor } from "../../steps/page/traffic-steps.js";
import type { DrivenPage } from "./actor.js";
import { TestRequest, TestResponse, type TrafficParts } from "./traffic.js";

/** Playwright's requests and responses of what a page has sent and received, the same objects each time. */
export class SeenTraffic {
  readonly #page: DrivenPage;
  readonly #requests = new WeakMap<RequestFacts, TestRequest>();
  readonly #responses = new WeakMap<PageResponse, TestResponse>();
  readonly #parts: TrafficParts;
  #isKept = false;

  constructor(page: DrivenPage, frameOf: TrafficParts["frameOf"]) {
    this.#page = page;
    this.#parts = {
      requestOf: (facts) => this.#ofFacts(facts),
      responseOf: (response) => this.response(response),
      frameOf,
      within: (promise, what) => {
        const { signal, ports } = page.actor.iteration;
        return withDeadline(promise, { clock: ports.clock, signal, timeoutMs: ports.commandTimeoutMs, what });
      },
      bodyOf: (response) => {
        const { signal, ports } = page.actor.iteration;
        return page.port.traffic.bodyOf(response, { signal, timeoutMs: ports.commandTimeoutMs });
      },
    };
  }

  request(seen: PageRequest): TestRequest {
    const facts = this.#page.port.traffic.factsOf?.(seen);
    return facts === undefined ? new TestRequest(seen, this.#parts) : this.#ofFacts(facts);
  }

  response(seen: PageResponse | WaitedResponse): TestResponse {
    const original = waitedFor(seen) ?? seen;
    let response = this.#responses.get(original);
    if (response === undefined) {
      // A step that has waited for it reads its body.
      const parts = "body" in seen ? { ...this.#parts, bodyOf: () => seen.body() } : this.#parts;
      response = new TestResponse(original, parts, this.#page.port.traffic.factsOf?.(original));
      this.#responses.set(original, response);
    }
    return response;
  }

  /** Has the responses to come kept until the test is over, for whoever asks a request for its own. */
  keep(): void {
    if (this.#isKept) return;
    this.#isKept = true;
    const watch = this.#page.port.traffic.watch("response", { shown: "of the page", fits: () => false });
    this.#page.actor.changed(() => {
      this.#isKept = false;
      watch.end();
    });
  }

  #ofFacts(facts: RequestFacts): TestRequest {
    let request = this.#requests.get(facts);
    if (request === undefined) {
      request = new TestRequest(facts.request, this.#parts, facts);
      this.#requests.set(facts, request);
    }
    return request;
  }
}
