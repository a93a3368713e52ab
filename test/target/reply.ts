/** An HTTP request as seen by the pages of this site. */
export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly cookie: string;
  /** From the session cookie, if present. */
  readonly sessionId: string | undefined;
  /** Values of the route's `:names`. */
  readonly params: Readonly<Record<string, string>>;
  text(): Promise<string>;
  onHangUp(listener: () => void): void;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function htmlReply(body: string, status = 200): Reply {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body };
}
