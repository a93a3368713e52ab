import { describe, expect, it } from "vitest";
import { OriginStorages } from "./origin-storages.js";

const stored = (value: string) => ({ localStorage: [{ name: "from", value }], sessionStorage: [] });

describe("the storage of a user's origins", () => {
  it("is read where it is shown, and elsewhere for origins that were left", async () => {
    const origins = new OriginStorages();
    for (const origin of ["http://a.test", "http://b.test"]) origins.visited(origin);
    const shown = new Map([["http://a.test", async () => stored("page")]]);
    const readLeft = async (left: readonly string[]) => left.map((origin) => ({ origin, ...stored("left") }));
    expect(await origins.read(shown, readLeft)).toEqual([
      { origin: "http://a.test", ...stored("page") },
      { origin: "http://b.test", ...stored("left") },
    ]);
  });

  it("is not lost when the document that shows it goes away meanwhile, as that of a closed popup", async () => {
    const origins = new OriginStorages();
    origins.visited("http://b.test");
    const shown = new Map([["http://b.test", () => Promise.reject(new Error("the popup was closed"))]]);
    const asked: (readonly string[])[] = [];
    const readLeft = async (left: readonly string[]) => {
      asked.push(left);
      return left.map((origin) => ({ origin, ...stored("popup") }));
    };
    expect(await origins.read(shown, readLeft)).toEqual([{ origin: "http://b.test", ...stored("popup") }]);
    expect(asked).toEqual([["http://b.test"]]);
  });
});
