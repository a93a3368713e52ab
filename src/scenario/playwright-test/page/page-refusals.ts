/** Methods of `Page` that users of this engine do not have, and why where that helps. */
export const REFUSED_OF_PAGE: Readonly<Record<string, string>> = {
  ariaSnapshotJSON: "",
  pickLocator: "",
  requests: "",
  routeWebSocket: "",
};

const PARTS = ["coverage", "screencast", "webmcp"];

/** The same for the objects that a page has. */
export const REFUSED_PARTS_OF_PAGE: Readonly<Record<string, string>> = Object.fromEntries(PARTS.map((name) => [name, ""]));

/** The same for methods that return at once. */
export const REFUSED_NOW_OF_PAGE: Readonly<Record<string, string>> = {
  getByRef: "",
};
