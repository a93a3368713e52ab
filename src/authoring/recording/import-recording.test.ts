import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { importRecording } from "./import-recording.js";

it("a scenario that cannot be written is not reported as a bug of LiveLoad", async () => {
  const folder = await mkdtemp(join(tmpdir(), "live-load-import-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "shop.json"), JSON.stringify({ title: "Shop", steps: [] }));
  await mkdir(join(folder, "dir.ts"));
  await expect(importRecording({ folder, file: "shop.json", out: "dir.ts", force: true })).rejects.toMatchObject({
    code: "FOLDER_NOT_WRITABLE",
    message: expect.stringContaining("the scenario could not be written: EISDIR"),
    hint: expect.stringContaining("--out"),
  });
});
