import { describe, expect, it } from "vitest";
import { closest, suggest } from "./suggest.js";

describe("the suggestion for an unknown name", () => {
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

  it("lists all names when none comes near", () => {
    expect(suggest("zzzzzz", ["run", "rate"])).toBe("there are run, rate");
  });
});
