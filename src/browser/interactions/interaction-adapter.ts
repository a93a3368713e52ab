/**
 * What LiveLoad knows of one framework. An adapter refines how interactions are followed: which request belongs to which input, what
 * is an answer to it, and when the page has shown all of it. Whatever an adapter leaves open is followed as on any page, so that an
 * interaction has a delay, a server part and a patch part in any case. All members but the name are optional.
 */
export interface InteractionAdapter {
  /** The value of the counter `interactions`: lower-case letters, digits and `-`. */
  readonly name: string;
  /**
   * Events of the DOM of which the first one shows that a page has this framework; `page` is run then, and gets this event and those
   * after it. Without signs, `page` is run in every document; with an empty list, in those whose requests are a sign.
   */
  readonly signs?: readonly string[];
  /**
   * Runs in the page, before the page's own code where it can. It is passed as source: it must not use anything outside of itself but
   * the page's globals.
   */
  readonly page?: (side: PageSide) => void;
  /** What a request or message is that the page sends; `undefined` if it is not of this framework. */
  sent?(message: WireMessage): SentMeaning | undefined;
  /** What a message is that the page receives; `undefined` if it is not of this framework. */
  received?(message: WireMessage): ReceivedMeaning | undefined;
  /**
   * Whether the answer to this request is to be read: the events of a `text/event-stream`, and other bodies as a whole, are then
   * passed to `received`. Messages of sockets and of the page's `EventSource` always are.
   */
  reads?(request: WireMessage): boolean;
}

/** An event of the page, as much of it as adapters use. */
export interface SideEvent {
  readonly type: string;
  readonly timeStamp: number;
  readonly isTrusted: boolean;
  readonly target: unknown;
  readonly detail?: unknown;
}

/** With it, an adapter tells from within the page what its framework does. */
export interface PageSide {
  /** Listens anywhere in the document, ahead of the page. Events that came before the adapter was loaded are passed, too. */
  on(type: string, listener: (event: SideEvent) => void): void;
  /**
   * The framework is about to send a request to this URL (`null`: its next request), or a message if `url` is absent. `key` names it
   * for the calls below. `cause` is the event because of which it does so; `null` if certainly no person is the cause, as of polls;
   * absent if it is not known. Each call must be followed by one of `over` or `settles`.
   */
  sends(key: unknown, url?: string | null, cause?: unknown): void;
  /**
   * The framework begins to change the page because of the answer; with `isDrawnNext`, in the next frame. Without this call, all that
   * follows from the answer counts.
   */
  changes(key: unknown, isDrawnNext?: boolean): void;
  /** The page shows the whole answer, or the framework has given up. When it is called again, the last time counts. */
  over(key: unknown): void;
  /** The page shows the answer within two frames, unless `over` tells it earlier. */
  settles(key: unknown): void;
  /**
   * Whether the framework is at work: while it is, none of its interactions ends, and what it sends first belongs to the input in whose
   * task it has begun.
   */
  works(isAtWork: boolean): void;
}

/** A request, a response, or a message of a socket or event stream. */
export interface WireMessage {
  readonly channel: "request" | "response" | "socket" | "events";
  /** Of the request, the socket or the event stream. */
  readonly url: string;
  /** `GET`, `POST` …; empty for sockets. */
  readonly method: string;
  /** The body, if the browser tells it, or the message; base64 if it is binary. */
  readonly text: string;
  readonly isBinary: boolean;
  /** The headers of a request, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The name of an event of a stream: `message` unless the server names it. */
  readonly event?: string;
  /**
   * The same object for all messages of a socket, and another one for all requests of a page: the key of what an adapter remembers of
   * it, in a `WeakMap`.
   */
  readonly connection?: object;
}

/** What is sent. */
export interface SentMeaning {
  /**
   * `action` asks for an answer because of an input; `poll` asks for one although nobody acted; `other`, such as acknowledgements and
   * reports, is followed by nothing that the page shows.
   */
  readonly role: "action" | "poll" | "other";
  /** Ids that its answers repeat. */
  readonly ids?: readonly string[];
  /**
   * What answers it: `reply`, its response or the next answer among the messages, followed by a page that does not change any more; or
   * `messages`, all that are answers, until one that is its end. Default `reply`.
   */
  readonly answer?: "reply" | "messages";
  /** What such actions have in common, if the page may send them by itself, too: it is learned which of them come while nobody acts. */
  readonly purpose?: string;
  /** Its document has this framework: {@link InteractionAdapter.page} is run in it, and in those after it. */
  readonly isSign?: boolean;
}

/** What is received. */
export interface ReceivedMeaning {
  /**
   * `answer` brings content; `end` is the last message that an action of this framework gets, with content or without; `other`, such as
   * acknowledgements, progress and ticks, is neither. The role of a response is not looked at, only its ids.
   */
  readonly role: "answer" | "end" | "other";
  /**
   * Ids of what it answers; without any, it answers whatever action is under way. Those of a response become ids of its request, so
   * that later messages can name them.
   */
  readonly ids?: readonly string[];
  /**
   * What such messages have in common, if the server may send them by itself, too: those that come while nobody acts are no answers
   * at other times either.
   */
  readonly purpose?: string;
}
