import type { ResourceType } from "../../../scenario/ports/network.js";
import type { TrafficListener } from "../../network/traffic-watch.js";
import { needsBrowser } from "../unsupported.js";
import type { Headers } from "./connections.js";

interface SentRequest {
  readonly url: URL;
  readonly method: string;
  readonly type: ResourceType;
  readonly body?: Uint8Array | undefined;
}

type Answered = (status: number, headers: Headers, atMs: number) => void;

/** Passes the requests and responses of a user on, while someone listens. */
export class TrafficBoard {
  readonly #listeners = new Set<TrafficListener>();

  listen(listener: TrafficListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A request is sent; the returned function tells its answer. */
  sent({ url, method, type, body }: SentRequest, given: Readonly<Record<string, string>>, atMs?: number): Answered {
    if (this.#listeners.size === 0) return () => {};
    const id = {};
    const { cookie: _, ...headers } = given;
    const postData = body === undefined ? null : Buffer.from(body).toString("utf8");
    const request = { url: url.href, method, resourceType: type, headers, postData };
    for (const listener of [...this.#listeners]) listener.sent(id, request);
    return (status, answered, answeredAtMs) => {
      const durationMs = atMs === undefined ? null : answeredAtMs - atMs;
      const response = { url: url.href, method, resourceType: type, status, headers: joined(answered), durationMs };
      for (const listener of [...this.#listeners]) listener.answered(id, response, noBody);
    };
  }
}

/** The bodies of what assets and documents are made of are not kept. */
function noBody(): Promise<never> {
  return needsBrowser();
}

function joined(headers: Headers): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join("\n") : value]));
}
