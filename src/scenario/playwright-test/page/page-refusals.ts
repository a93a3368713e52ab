/** Methods of `Page` that users of this engine do not have, and why where that helps. */
export const REFUSED_OF_PAGE: Readonly<Record<string, string>> = {
  addLocatorHandler: "",
  ariaSnapshot: "",
  ariaSnapshotJSON: "",
  cancelPickLocator: "",
  clearConsoleMessages: "",
  clearPageErrors: "",
  consoleMessages: "",
  evaluateHandle: "",
  exposeBinding: "",
  exposeFunction: "",
  frames: "name the frame with page.frameLocator()",
  getByRef: "",
  hideHighlight: "",
  pageErrors: "",
  pdf: "",
  pickLocator: "",
  removeLocatorHandler: "",
  requests: "",
  routeFromHAR: "",
  routeWebSocket: "",
  setExtraHTTPHeaders: "set them in the configuration, under use",
};

const PARTS = ["clock", "coverage", "localStorage", "screencast", "sessionStorage", "touchscreen", "webmcp"];

/** The same for the objects that a page has. */
export const REFUSED_PARTS_OF_PAGE: Readonly<Record<string, string>> = Object.fromEntries(PARTS.map((name) => [name, ""]));
