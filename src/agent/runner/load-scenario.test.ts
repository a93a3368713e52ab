import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadScenario } from "./load-scenario.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "load-scenario-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function received(name: string, text: string) {
  const bytes = Buffer.from(text);
  return { name, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

const CODE = `
  const { asset, defineScenario } = globalThis[Symbol.for("live-load.module")];
  const names = ["./cats/photo.png", "./dogs/photo.png"];
  export default defineScenario({ name: "photos", assigns: { photos: names.map((name) => asset(name)) }, run: () => {} });`;

describe("the assets of a scenario", () => {
  it("keep their names on a node, also when two have the same", async () => {
    const bundle = received("bundle", CODE);
    const assets = [received("./cats/photo.png", "cat"), received("./dogs/photo.png", "dog")];
    const scenario = await loadScenario({ ...bundle, name: "photos", folder, assets });
    const { photos } = (scenario as unknown as { readonly assigns: { readonly photos: readonly string[] } }).assigns;
    expect(photos.map((photo) => basename(photo))).toEqual(["photo.png", "photo.png"]);
    expect(await Promise.all(photos.map((photo) => readFile(photo, "utf8")))).toEqual(["cat", "dog"]);
  });

  it("that arrive damaged are refused", async () => {
    const asset = { ...received("./photo.png", "cat"), bytes: Buffer.from("cut") };
    await expect(loadScenario({ ...received("bundle", CODE), name: "photos", folder, assets: [asset] })).rejects.toThrow(
      "arrived damaged",
    );
  });
});
