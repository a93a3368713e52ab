/** Limits of an operation on the page. */
export interface OperationOptions {
  /** After this time the operation rejects with a `PageOperationError` of kind `timeout`. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Reject when a selector has several matches, unless the operation is about all of them. Default: the first is used. */
  readonly strict?: boolean;
  /** The name of the step in the report: what the operation's inputs cause is measured under it. */
  readonly step?: string;
  /** The step only waits or reads: it gives the page no input. */
  readonly looks?: boolean;
  /**
   * Says which error statuses are accepted for documents of the page. When the page has loaded a document with any other
   * status from 400 on, the operation rejects at its end with a `PageOperationError` of kind `http`; an operation that
   * waits in the page rejects at once. Absent: every status is accepted.
   */
  readonly acceptStatus?: (status: number) => boolean;
}
