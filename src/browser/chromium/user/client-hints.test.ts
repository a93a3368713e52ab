import { devices } from "playwright-core";
import { describe, expect, it } from "vitest";
import { DEVICES } from "../../../scenario/browser-options/devices.generated.js";
import { clientHintsOf } from "./client-hints.js";

describe("client hints", () => {
  it.each([
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari", "iOS", "17_5", "arm"],
    ["Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) Mobile", "iOS", "12_2", "arm"],
    ["Mozilla/5.0 (Linux; Android 14; Pixel 7) Chrome/150", "Android", "14", "arm"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari", "macOS", "10_15_7", "x86"],
    ["Mozilla/5.0 (Macintosh; ARM Mac OS X 10_15_7) Safari", "macOS", "10_15_7", "arm"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150", "Windows", "10.0", "x86"],
    ["Mozilla/5.0 (X11; Linux x86_64) Chrome/150", "Linux", "", "x86"],
    ["Tester/1", "Windows", "", "x86"],
  ])("follow from the user agent %s", (userAgent, platform, platformVersion, architecture) => {
    expect(clientHintsOf(userAgent, true)).toEqual({ mobile: true, model: "", platform, platformVersion, architecture });
  });
});

describe("the table of devices", () => {
  it("is Playwright's", () => {
    const named = (table: object) => Object.keys(table).sort();
    expect(named(DEVICES)).toEqual(named(devices));
    for (const [name, device] of Object.entries(DEVICES)) expect(devices[name]).toMatchObject(device);
  });
});
