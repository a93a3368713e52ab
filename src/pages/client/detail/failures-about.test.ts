import { expect, it } from "vitest";
import { isAbout } from "./failures-about.js";

const sample = {
  message: 'step 4: click "#buy-17" failed on /products/:id: waited 5000 ms',
  operation: "click #buy-:id",
  page: "/products/:id",
  likelyCauses: ["POST /api/stock/17 answered 503", "GET http://other.test/a.js failed: ERR_BLOCKED"],
};

it.each([
  ["step_duration", "click #buy-:id", true],
  ["interaction_duration", "click #buy-:id", true],
  ["step_duration", "click #sell", false],
  ["liveview_connection_duration", "/products/:id", true],
  ["web_vital_lcp", "/products", false],
  ["http_endpoint_duration", "POST /api/stock/:id", true],
  ["http_endpoint_duration", "GET /api/stock/:id", false],
  ["http_endpoint_duration", "GET /a.js", true],
  ["group_duration", "click #buy-:id", false],
])("a failure is told where it belongs: %s %s: %s", (metric, value, expected) => {
  expect(isAbout(sample, metric, value)).toBe(expected);
});
