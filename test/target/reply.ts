/** An HTTP request as seen by the pages of this site. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly cookie: string;
  /** From the session cookie, if present. */
  readonly sessionId: string | undefined;
  /** Values of the route's `:names`. */
  readonly params: Readonly<Record<string, string>>;
  readonly contentType: string;
  text(): Promise<string>;
  bytes(): Promise<Buffer>;
  onHangUp(listener: () => void): void;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** So many more bytes are announced, and never come. */
  readonly missingBytes?: number;
}

export function htmlReply(body: string, status = 200): Reply {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body };
}
