import { describe, expect, it } from "vitest";
import { calibrationText } from "./calibration-text.js";

describe("the text of a calibration", () => {
  it("says how many users a CPU carries, and what kept it from more", () => {
    expect(calibrationText({ usersPerCore: 17, healthyUsers: 34, limit: "cpu" })).toBe(
      "17 users per CPU: with more, the CPU was used up",
    );
    expect(calibrationText({ usersPerCore: 17, healthyUsers: 34, limit: undefined })).toBe(
      "at least 17 users per CPU: all that were tried fit",
    );
  });

  it("says that the machine may be busy where the node was never well", () => {
    const text = calibrationText({ usersPerCore: 0.4, healthyUsers: 0, limit: "cpu-throttled" });
    expect(text).toContain("not even one user was well: its CPU quota held the node back from the start");
    expect(text).toContain("calibrate again when it is quiet");
    expect(text).not.toContain("0 users");
  });
});
