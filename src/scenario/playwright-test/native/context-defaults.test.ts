import { expect, it } from "vitest";
import type { Actor } from "../page/actor.js";
import { type CurrentRun, runs } from "../test/current-run.js";
import { furtherContextOptions } from "./context-defaults.js";

it("gives a further context the options under use, beneath its own, and states that were saved", () => {
  const use = { baseURL: "http://site.test", locale: "de-DE", viewport: null, storageState: "member.json", trace: "on" };
  const actor = { defaults: { use: { ...use, contextOptions: { reducedMotion: "reduce" } } } } as unknown as Actor;
  const run = { stateOf: (path: unknown) => ({ cookies: [], origins: [], path }) } as unknown as CurrentRun;
  const optionsOf = (given: object) => runs.run(run, () => furtherContextOptions({ ...given }, actor));
  const [reducedMotion, cookies, origins] = ["reduce", [], []];
  const all = { reducedMotion, baseURL: "http://site.test" };
  expect(optionsOf({})).toEqual({ ...all, locale: "de-DE", storageState: { cookies, origins, path: "member.json" } });
  expect(optionsOf({ locale: "fr-FR", storageState: undefined })).toEqual({ ...all, locale: "fr-FR" });
});
