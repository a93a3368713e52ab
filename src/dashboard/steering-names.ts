/** The token's name in the page's address. */
export const TOKEN_NAME = "steer";
/** The header that carries it with a request. */
export const TOKEN_HEADER = "x-liveload-steer";
