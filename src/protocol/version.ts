/** Raised whenever a message or the batch format changes; both ends must have the same. */
export const PROTOCOL_VERSION = 7;
