import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../../base/clock.js";
import { packageVersion } from "../../base/package-version.js";
import { scenarioSource } from "../draft/scenario-source.js";
import { lookAtPage, type PageLook } from "../look/look-at-page.js";
import type { CiSystem } from "./ci-workflows.js";
import { draftOfLook, draftWithoutLook } from "./first-draft.js";
import { type ProjectFacts, projectFacts } from "./project-facts.js";
import { type PlannedFile, plannedFiles } from "./project-files.js";

/** What to set up, and where. */
export interface InitRequest {
  readonly folder: string;
  /** The page that the scenario is for. */
  readonly url: URL | undefined;
  readonly ci: CiSystem | undefined;
  readonly isJavaScript: boolean;
  readonly ignoreCertificateErrors: boolean;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What was done. */
export interface InitOutcome {
  readonly facts: ProjectFacts;
  readonly look: PageLook | undefined;
  /** Those without a text were kept as they were. */
  readonly files: readonly PlannedFile[];
}

/**
 * Writes a scenario and what it takes to run it, never over a file that exists. Everything that can be refused is refused before
 * the first file is written: rejects with `INVALID_OPTION`, `PAGE_UNREACHABLE` or because there is no browser.
 */
export async function initProject(request: InitRequest): Promise<InitOutcome> {
  const { folder, url, ci, isJavaScript, ignoreCertificateErrors } = request;
  const facts = projectFacts(folder);
  const look = url === undefined ? undefined : await lookAtPage({ ...request, url });
  const draft = url === undefined || look === undefined ? draftWithoutLook() : draftOfLook(url, look);
  const files = plannedFiles({
    facts,
    scenarioName: draft.name,
    scenarioText: scenarioSource(draft),
    baseUrl: draft.baseUrl,
    isJavaScript,
    ignoreCertificateErrors,
    ci,
    version: packageVersion(),
  });
  for (const { path, text } of files) {
    if (text === undefined) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return { facts, look, files };
}
