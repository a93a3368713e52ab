import { describe, expect, it } from "vitest";
import { folderNames, scenarioStem } from "./output-index.js";

describe("folders of scenarios", () => {
  it("is the output folder itself for one alone", () => {
    expect(folderNames(["/a/shop.scenario.ts"], "/out")).toEqual(["/out"]);
  });

  it("are named after their files for several, each once", () => {
    expect(folderNames(["/a/shop.scenario.ts", "/b/shop.scenario.ts", "/b/Über uns.mjs"], "/out")).toEqual([
      "/out/shop",
      "/out/shop-2",
      "/out/uber-uns",
    ]);
  });

  it("have a name also where nothing of the file's can be kept", () => {
    expect(scenarioStem("/a/价格.scenario.ts")).toBe("scenario");
  });
});
