import { type IncomingMessage, request as requestPlain } from "node:http";
import { type RequestOptions, request as requestSecure } from "node:https";
import { text } from "node:stream/consumers";
import type { Kubernetes } from "./kubernetes-client.js";

/** A response that the API server streams. */
export interface StreamRequest {
  /** Path below the server's URL. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly signal: AbortSignal;
}

/** An answer other than 200, in the shape of the client's own exceptions. */
export class StreamRefused extends Error {
  override readonly name = "StreamRefused";
  readonly code: number;
  readonly body: string;

  constructor(code: number, body: string) {
    super(`HTTP status ${code}`);
    this.code = code;
    this.body = body;
  }
}

const KEEP_ALIVE_MS = 15_000;

/**
 * An answer as a stream that the signal can end even while connecting; the client's own streams cannot be
 * stopped before the server has answered. Rejects when the server does, with its `code` and `body`.
 */
export async function openStream(
  { config, server }: Kubernetes,
  { path, query, signal }: StreamRequest,
): Promise<IncomingMessage> {
  const url = new URL(server + path);
  for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, String(value));
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const open = url.protocol === "https:" ? requestSecure : requestPlain;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = open(url, { ...options, method: "GET", signal }, resolve);
    request.on("error", reject);
    request.on("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
    request.end();
  });
  // An abort ends the stream with an error, which may have no reader any more.
  answer.on("error", () => {});
  if (answer.statusCode !== 200) throw new StreamRefused(answer.statusCode ?? 0, await text(answer));
  return answer;
}

/** The lines of a stream; rejects when it breaks off, where Node.js's line reader would wait forever. */
export async function* linesOf(stream: IncomingMessage): AsyncGenerator<string> {
  stream.setEncoding("utf8");
  let rest = "";
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield line;
  }
  if (rest !== "") yield rest;
}
