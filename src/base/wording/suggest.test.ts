import { describe, expect, it } from "vitest";
import { closest, suggest } from "./suggest.js";

describe("what was probably meant", () => {
  it.each([
    ["vus", ["run", "users"], "users"],
    ["VUs", ["users", "duration"], "users"],
    ["goto", ["navigate", "hover"], "navigate"],
    ["http_req_duration", ["http_request_duration", "http_requests"], "http_request_duration"],
    ["waitForTimeout", ["think", "waitForSelector"], "think"],
    ["usrs", ["users", "rate"], "users"],
    ["bootTimout", ["bootTimeout"], "bootTimeout"],
    ["vus", ["run", "rate"], undefined],
    ["constructor", ["run"], undefined],
  ])("%s among %j is %s", (text, names, meant) => {
    expect(closest(text, names)).toBe(meant);
  });

  it("is all that there is when nothing comes near", () => {
    expect(suggest("zzzzzz", ["run", "rate"])).toBe("there are run, rate");
  });
});
