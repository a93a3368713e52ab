import type { Protocol } from "devtools-protocol";
import { PageOperationError } from "../../scenario/page-port.js";
import type { CdpSession } from "../cdp-session.js";

/** The largest body that is read. */
const MOST_BODY_BYTES = 10 * 1024 * 1024;

/** How much of the bodies a renderer keeps for DevTools. */
export type BodyBuffers = Pick<
  Protocol.Network.EnableRequest,
  "maxTotalBufferSize" | "maxResourceBufferSize" | "maxPostDataSize"
>;

/** No step reads bodies. Adapters of interactions read some answers, which are small; without a buffer they could not be asked for. */
export const SMALL_BODIES: BodyBuffers = { maxTotalBufferSize: 1_048_576, maxResourceBufferSize: 262_144, maxPostDataSize: 0 };
/** Someone may read one: the latest are kept until the page is left. */
export const WITH_BODIES: BodyBuffers = {
  maxTotalBufferSize: 2 * MOST_BODY_BYTES,
  maxResourceBufferSize: MOST_BODY_BYTES,
  maxPostDataSize: 65_536,
};

/** How the arrival of a response ended. */
interface BodyEnd {
  /** Bytes of headers and body, as they were sent. */
  readonly bytes: number;
  readonly failure?: string;
}

/** The bodies of one session's responses, which can be read once they are complete. */
export class ResponseBodies {
  readonly #cdp: CdpSession;
  /** What ends the wait for the bodies that are still arriving, by request. */
  readonly #arriving = new Map<string, (end: BodyEnd) => void>();

  constructor(cdp: CdpSession) {
    this.#cdp = cdp;
    cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => this.#ended(requestId, { bytes: encodedDataLength }));
    cdp.on("Network.loadingFailed", ({ requestId, errorText }) => this.#ended(requestId, { bytes: 0, failure: errorText }));
  }

  /** Call it when the response has come. The function waits for the body to be complete, and reads it. */
  reader(requestId: string, { url, encodedDataLength }: Protocol.Network.Response): () => Promise<Uint8Array> {
    const complete = new Promise<BodyEnd>((resolve) => {
      this.#arriving.set(requestId, resolve);
    });
    return async () => {
      const { bytes, failure } = await complete;
      if (failure !== undefined) throw new PageOperationError("connection", `the body of ${url} did not arrive: ${failure}`);
      try {
        const { body, base64Encoded } = await this.#cdp.send("Network.getResponseBody", { requestId });
        return received(url, Buffer.from(body, base64Encoded ? "base64" : "utf8"), bytes - encodedDataLength);
      } catch (error) {
        throw error instanceof PageOperationError ? error : unreadable(url, error);
      }
    };
  }

  #ended(requestId: string, end: BodyEnd): void {
    this.#arriving.get(requestId)?.(end);
    this.#arriving.delete(requestId);
  }
}

export function bodyOfRedirect(url: string): Promise<never> {
  return Promise.reject(new PageOperationError("invalid", `the response of ${url} is a redirect, which has no body`));
}

/** The error about a body that the browser does not have. */
export function unreadable(url: string, cause: unknown): PageOperationError {
  const isLarge = /evicted/i.test(String(cause));
  const why = isLarge ? tooLarge() : "the browser no longer has it: read it before the page is left";
  return new PageOperationError("invalid", `the body of ${url} cannot be read: ${why}`, { cause });
}

/** The body, unless the browser gave none although there was one. */
export function received(url: string, body: Uint8Array, sentBytes: number): Uint8Array {
  if (body.byteLength > 0 || sentBytes <= 0) return body;
  const why = "the browser does not keep what the page reads as a Blob";
  throw new PageOperationError("invalid", `the body of ${url} cannot be read: ${why}`);
}

/** The body, unless it is too large. */
export function bounded({ url }: { readonly url: string }, body: Uint8Array): Uint8Array {
  if (body.byteLength <= MOST_BODY_BYTES) return body;
  throw new PageOperationError("invalid", `the body of ${url} cannot be read: ${tooLarge(body.byteLength)}`);
}

function tooLarge(bytes?: number): string {
  return `it is larger than ${MOST_BODY_BYTES / 1024 / 1024} MiB${bytes === undefined ? "" : ` (${bytes} bytes)`}`;
}
