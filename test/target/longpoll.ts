import { randomBytes } from "node:crypto";
import { type App, newSessionId } from "./app.js";
import { Connection } from "./connection.js";
import type { Reply, Request } from "./reply.js";

/** How long a GET is held without messages. Phoenix's default. */
const POLL_WINDOW_MS = 10_000;
/** A client that has not polled for this long is gone. */
const SESSION_LIFETIME_MS = 2 * POLL_WINDOW_MS;

interface PollSession {
  readonly connection: Connection;
  readonly messages: string[];
  /** Ends the pending GET. */
  wake: () => void;
  expiry: NodeJS.Timeout;
}

/**
 * Phoenix's long polling: the status is in the JSON body, and HTTP's is always 200.
 * A GET without a known token gets a new session (410 with a token), a GET with one waits for messages, a POST carries frames as lines.
 */
export class LongPolling {
  readonly #app: App;
  readonly #sessions = new Map<string, PollSession>();

  constructor(app: App) {
    this.#app = app;
  }

  async answer(request: Request): Promise<Reply> {
    this.#app.stats.current.longpolls++;
    if (this.#app.refusing) return { status: 503, body: "" };
    const id = this.#app.signer.verify(request.url.searchParams.get("token"))?.poll ?? "";
    const session = this.#sessions.get(id);
    if (request.method === "POST") return session ? this.#take(session, await request.text()) : json({ status: 410 });
    if (session) return this.#poll(id, session, request);
    const created = this.#create(request.sessionId ?? newSessionId());
    return json({ status: 410, token: this.#app.signer.sign({ poll: created }) });
  }

  /** Ends every session, which its next poll reports. */
  drop(): void {
    for (const id of [...this.#sessions.keys()]) this.#remove(id);
  }

  #create(sessionId: string): string {
    const id = randomBytes(9).toString("base64url");
    const messages: string[] = [];
    const connection = new Connection(this.#app, sessionId, (text) => {
      messages.push(text);
      this.#sessions.get(id)?.wake();
    });
    this.#sessions.set(id, { connection, messages, wake: () => {}, expiry: this.#expire(id) });
    return id;
  }

  #take(session: PollSession, body: string): Reply {
    const receivedAt = performance.now();
    const understood = body.split("\n").every((line) => line === "" || session.connection.receive(line, receivedAt));
    return json({ status: understood ? 200 : 400 });
  }

  async #poll(id: string, session: PollSession, request: Request): Promise<Reply> {
    clearTimeout(session.expiry);
    session.wake();
    if (session.messages.length === 0) await this.#wait(session, request);
    if (!this.#sessions.has(id)) return json({ status: 410 });
    session.expiry = this.#expire(id);
    const messages = session.messages.splice(0);
    const token = request.url.searchParams.get("token");
    return json(messages.length > 0 ? { status: 200, token, messages } : { status: 204, token });
  }

  /** Until there is a message, the window is over, the client hangs up or the session is dropped. */
  async #wait(session: PollSession, request: Request): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_WINDOW_MS);
      session.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      request.onHangUp(session.wake);
    });
    session.wake = () => {};
  }

  #expire(id: string): NodeJS.Timeout {
    return setTimeout(() => this.#remove(id), SESSION_LIFETIME_MS).unref();
  }

  #remove(id: string): void {
    const session = this.#sessions.get(id);
    if (!session) return;
    this.#sessions.delete(id);
    clearTimeout(session.expiry);
    session.connection.close();
    session.wake();
  }
}

function json(body: Readonly<Record<string, unknown>>): Reply {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
