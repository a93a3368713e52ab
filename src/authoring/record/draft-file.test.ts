import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../base/clock.js";
import type { RecordedEvent } from "../../browser/recorder/recorded-events.js";
import { DraftFile, stepsDone } from "./draft-file.js";
import { recordedDraft } from "./recorded-draft.js";

const url = new URL("http://shop.test/");
const opened: RecordedEvent = { kind: "navigate", at: 0, page: 0, url: url.href };

it("replaces a file only when the person has done something", async () => {
  const folder = await mkdtemp(join(tmpdir(), "live-load-draft-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "shop.scenario.ts");
  await writeFile(path, "// mine");
  const events: RecordedEvent[] = [opened];
  const file = new DraftFile(path, systemClock, () => recordedDraft(events, { name: "shop", url, folder }));
  file.changed();
  expect(stepsDone(await file.finish())).toBe(0);
  expect(await readFile(path, "utf8")).toBe("// mine");
  events.push({ kind: "reload", at: 5000, page: 0 });
  file.changed();
  expect(stepsDone(await file.finish())).toBe(2);
  expect(await readFile(path, "utf8")).toContain(".reload()");
});
