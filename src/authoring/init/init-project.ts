import type { Clock } from "../../base/clock.js";
import { packageVersion } from "../../base/package-version.js";
import { scenarioSource } from "../draft/scenario-source.js";
import { notWritable, writeText } from "../draft/write-text.js";
import { lookAtPage, type PageLook } from "../look/look-at-page.js";
import type { CiSystem } from "./ci-workflows.js";
import { draftOfLook, draftWithoutLook } from "./first-draft.js";
import { type ProjectFacts, projectFacts } from "./project-facts.js";
import { type PlannedFile, plannedFiles } from "./project-files.js";

/** Options of {@link initProject}. */
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
 * the first file is written: rejects with `INVALID_OPTION`, `PAGE_UNREACHABLE`, `FOLDER_NOT_WRITABLE` or because there is no browser.
 */
export async function initProject(request: InitRequest): Promise<InitOutcome> {
  const { folder, url, ci, isJavaScript, ignoreCertificateErrors } = request;
  const facts = readable(() => projectFacts(folder));
  const look = url === undefined ? undefined : await lookAtPage({ ...request, url });
  const draft = url === undefined || look === undefined ? draftWithoutLook() : draftOfLook(url, look);
  const plan = {
    facts,
    scenarioName: draft.name,
    scenarioText: scenarioSource(draft),
    baseUrl: draft.baseUrl,
    isJavaScript,
    ignoreCertificateErrors,
    ci,
    version: packageVersion(),
  };
  const files = readable(() => plannedFiles(plan));
  for (const { path, text } of files) {
    if (text === undefined) continue;
    await writeText({ path, text, what: path, hint: HINT });
  }
  return { facts, look, files };
}

const HINT = "choose another folder, or make its files readable and writable for you";

/** The path may be a folder, or a file without permission to read it. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw notWritable(error, { what: "the files of the project", hint: HINT });
  }
}
