import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { WebSocket } from "ws";
import { type Clock, systemClock } from "../base/clock.js";
import { signalWithin } from "../base/deadline.js";
import { LiveLoadError, messageOf } from "../base/errors.js";
import type { Secret } from "../base/secrets/secret.js";
import { NODE_HEADER } from "./listener.js";
import { pskClient, SCHEMES } from "./tls.js";
import { MAX_FRAME_BYTES, type Transport } from "./transport.js";
import { WebSocketTransport } from "./websocket-transport.js";

/** How a node reaches its controller. */
export interface DialOptions {
  /** The listener's `ws://…/agent`, `wss+psk://…` or `wss://…`. */
  readonly url: string;
  readonly nodeId: string;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Opens a connection to the controller. Rejects with `CHANNEL_CLOSED`, with the `status` 401 when the controller does not expect this node. */
export function dial(options: DialOptions): Promise<Transport> {
  const { clock, timeoutMs, signal } = options;
  const { url, tls } = targetOf(options);
  const socket = new WebSocket(url, {
    ...tls,
    headers: headersOf(options),
    handshakeTimeout: timeoutMs,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    followRedirects: false,
  });
  return new Promise((resolve, reject) => {
    const fail = (message: string, status?: number) => {
      signal?.removeEventListener("abort", onAbort);
      reject(new LiveLoadError("CHANNEL_CLOSED", `cannot reach the controller: ${message}`, { details: { status } }));
      socket.terminate();
    };
    const onAbort = () => fail("stopped on request");
    socket.once("open", () => {
      signal?.removeEventListener("abort", onAbort);
      resolve(new WebSocketTransport(socket, clock));
    });
    socket.on("error", (error) => fail(messageOf(error)));
    socket.on("unexpected-response", (_request, response) => fail(`it answered ${response.statusCode}`, response.statusCode));
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
  });
}

/** Fetches a file from the controller's listener. Rejects with `CHANNEL_CLOSED`, also when it is larger than `maxBytes`. */
export async function fetchFile(path: string, options: DialOptions & { readonly maxBytes: number }): Promise<Uint8Array> {
  try {
    return await contentOf(await get(path, options), options.maxBytes);
  } catch (error) {
    throw new LiveLoadError("CHANNEL_CLOSED", `cannot fetch ${path} from the controller: ${messageOf(error)}`, { cause: error });
  }
}

function get(path: string, options: DialOptions): Promise<IncomingMessage> {
  const { url, tls } = targetOf(options);
  const address = new URL(path, url.replace(/^ws/, "http"));
  const signal = signalWithin(options.timeoutMs, { clock: systemClock, signal: options.signal });
  const request = address.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    // The shared agent could reuse a connection that was opened with another node's key.
    const sent = request(address, { ...tls, agent: false, headers: headersOf(options), signal }, resolve);
    sent.once("error", reject);
    sent.end();
  });
}

async function contentOf(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const { statusCode, headers } = response;
  const tooLong = (length: number) => new Error(`it is ${length} bytes long, but at most ${maxBytes} are allowed`);
  const declared = Number(headers["content-length"] ?? 0);
  if (statusCode !== 200 || declared > maxBytes) {
    response.destroy();
    throw statusCode === 200 ? tooLong(declared) : new Error(`it answered ${statusCode}`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLong(length);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** The URL in a scheme that `ws` and Node.js know, and the TLS options where there is a pre-shared key. */
function targetOf({ url, nodeId, secret }: DialOptions): {
  readonly url: string;
  readonly tls: ReturnType<typeof pskClient> | undefined;
} {
  if (!url.startsWith(SCHEMES.psk)) return { url, tls: undefined };
  return { url: url.replace(SCHEMES.psk, "wss:"), tls: pskClient(nodeId, secret) };
}

function headersOf({ nodeId, secret }: DialOptions): Record<string, string> {
  return { authorization: `Bearer ${secret.reveal()}`, [NODE_HEADER]: nodeId };
}
