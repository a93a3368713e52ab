/** Anything that turns an unknown value into a valid one, or throws; zod's schemas are such. */
export interface Schema<T> {
  parse(value: unknown): T;
}

/** Requests by name: what goes there and what comes back. */
type RequestTable = Readonly<Record<string, { readonly params: Schema<unknown>; readonly result: Schema<unknown> }>>;
/** Notifications by name. */
type NotificationTable = Readonly<Record<string, Schema<unknown>>>;

/** What one side of a connection may say to the other. */
export interface Vocabulary {
  readonly requests: RequestTable;
  readonly notifications: NotificationTable;
}

type Parsed<S> = S extends Schema<infer T> ? T : never;
/** Names of the requests of a vocabulary. */
export type RequestName<V extends Vocabulary> = keyof V["requests"] & string;
/** Names of the notifications of a vocabulary. */
export type NotificationName<V extends Vocabulary> = keyof V["notifications"] & string;
/** What a request carries. */
export type ParamsOf<V extends Vocabulary, N extends RequestName<V>> = Parsed<V["requests"][N]["params"]>;
/** What a request is answered with. */
export type ResultOf<V extends Vocabulary, N extends RequestName<V>> = Parsed<V["requests"][N]["result"]>;
/** What a notification carries. */
export type NoticeOf<V extends Vocabulary, N extends NotificationName<V>> = Parsed<V["notifications"][N]>;
