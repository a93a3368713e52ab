/** Raise it whenever a message or the batch format changes. Both sides must have the same. */
export const PROTOCOL_VERSION = 12;
