/** Validates an unknown value, or throws. Zod's schemas fit. */
export interface Schema<T> {
  parse(value: unknown): T;
}

/** Requests by name, with the schemas of parameters and result. */
type RequestTable = Readonly<Record<string, { readonly params: Schema<unknown>; readonly result: Schema<unknown> }>>;
/** Notifications by name. */
type NotificationTable = Readonly<Record<string, Schema<unknown>>>;

/** The messages that one side of a connection may send. */
export interface Vocabulary {
  readonly requests: RequestTable;
  readonly notifications: NotificationTable;
}

type Parsed<S> = S extends Schema<infer T> ? T : never;
/** Names of the requests of a vocabulary. */
export type RequestName<V extends Vocabulary> = keyof V["requests"] & string;
/** Names of the notifications of a vocabulary. */
export type NotificationName<V extends Vocabulary> = keyof V["notifications"] & string;
/** Parameters of a request. */
export type ParamsOf<V extends Vocabulary, N extends RequestName<V>> = Parsed<V["requests"][N]["params"]>;
/** Result of a request. */
export type ResultOf<V extends Vocabulary, N extends RequestName<V>> = Parsed<V["requests"][N]["result"]>;
/** Content of a notification. */
export type NoticeOf<V extends Vocabulary, N extends NotificationName<V>> = Parsed<V["notifications"][N]>;
