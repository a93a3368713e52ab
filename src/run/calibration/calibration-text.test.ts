import { describe, expect, it } from "vitest";
import { calibrationText } from "./calibration-text.js";

describe("a calibration's text", () => {
  it("states the users per CPU and what limited them", () => {
    expect(calibrationText({ usersPerCore: 17, healthyUsers: 34, limit: "cpu" })).toBe(
      "17 users per CPU: with more, the CPU was used up",
    );
    expect(calibrationText({ usersPerCore: 17, healthyUsers: 34, limit: undefined })).toBe(
      "at least 17 users per CPU: all that were tried fit",
    );
  });

  it("suggests a busy machine when the node was never healthy", () => {
    const text = calibrationText({ usersPerCore: 0.4, healthyUsers: 0, limit: "cpu-throttled" });
    expect(text).toContain("not even one user was well: its CPU quota held the node back from the start");
    expect(text).toContain("calibrate again when it is quiet");
    expect(text).not.toContain("0 users");
  });
});
