import { describe, expect, it } from "vitest";
import { folderNames, scenarioStem } from "./output-index.js";

describe("the output folder of a scenario", () => {
  it("is the folder given with --out for a single scenario", () => {
    expect(folderNames(["/a/shop.scenario.ts"], "/out")).toEqual(["/out"]);
  });

  it("is a subfolder with a unique name after the scenario's file for several", () => {
    expect(folderNames(["/a/shop.scenario.ts", "/b/shop.scenario.ts", "/b/Über uns.mjs"], "/out")).toEqual([
      "/out/shop",
      "/out/shop-2",
      "/out/uber-uns",
    ]);
  });

  it("has a name even when no character of the file's name can be kept", () => {
    expect(scenarioStem("/a/价格.scenario.ts")).toBe("scenario");
  });
});
