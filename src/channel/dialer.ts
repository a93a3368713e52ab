import { WebSocket } from "ws";
import type { Clock } from "../base/clock.js";
import { LiveLoadError, messageOf } from "../base/errors.js";
import type { Secret } from "../base/secret.js";
import { NODE_HEADER } from "./listener.js";
import type { Transport } from "./transport.js";
import { WebSocketTransport } from "./websocket-transport.js";

/** Who dials which controller. */
export interface DialOptions {
  /** The listener's `ws://…/agent`. */
  readonly url: string;
  readonly nodeId: string;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/** Opens a connection to the controller. Rejects with `CHANNEL_CLOSED`; its `status` is 401 when the node is not wanted there. */
export function dial(options: DialOptions): Promise<Transport> {
  const { url, clock, timeoutMs, signal } = options;
  const socket = new WebSocket(url, {
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
  const url = new URL(path, options.url.replace(/^ws/, "http"));
  const timeout = AbortSignal.timeout(options.timeoutMs);
  try {
    const response = await fetch(url, {
      headers: headersOf(options),
      redirect: "error",
      signal: options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const length = Number(response.headers.get("content-length") ?? Number.NaN);
    if (!(length <= options.maxBytes)) throw new Error(`it is ${length} bytes long, at most ${options.maxBytes} are allowed`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new LiveLoadError("CHANNEL_CLOSED", `cannot fetch ${path} from the controller: ${messageOf(error)}`, { cause: error });
  }
}

function headersOf({ nodeId, secret }: DialOptions): Record<string, string> {
  return { authorization: `Bearer ${secret.reveal()}`, [NODE_HEADER]: nodeId };
}
