import { appendFile, stat } from "node:fs/promises";
import { errorLine, messageOf } from "../../base/errors.js";
import type { Host, TextStream } from "../../base/host.js";
import { makeReports } from "../../reporters/reporters.js";
import { reasonText } from "../../result/wording/wording.js";
import type { ScenarioOutcome } from "../../run/run-events.js";
import { tellWarning } from "../messages.js";

/** GitHub's limit for the summary of one step. */
const SUMMARY_LIMIT_BYTES = 1024 * 1024;

/**
 * Inside GitHub Actions, appends each scenario's Markdown report to the job summary, and writes annotations with the
 * reasons why a run did not pass.
 * @param stream gets the annotations: GitHub reads both standard output and standard error
 */
export async function tellGitHub(outcomes: readonly ScenarioOutcome[], host: Host, stream: TextStream): Promise<void> {
  if (host.env.GITHUB_ACTIONS === "true") for (const line of outcomes.flatMap(annotationsOf)) stream.write(`${line}\n`);
  const file = host.env.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === "") return;
  try {
    for (const outcome of outcomes) await appendSummary(file, outcome);
  } catch (error) {
    tellWarning(host, `the job summary could not be written: ${messageOf(error)}`);
  }
}

function annotationsOf({ name, result, error }: ScenarioOutcome): readonly string[] {
  const title = property(`live-load: ${name}`);
  const reasons = result === undefined || result.verdict === "pass" ? [] : result.verdictReasons.map(reasonText);
  const messages = result === undefined && error !== undefined ? [errorLine(error)] : reasons;
  return messages.map((message) => `::error title=${title}::${escapeData(message)}`);
}

async function appendSummary(file: string, outcome: ScenarioOutcome): Promise<void> {
  // The empty line ends any paragraph that the step itself wrote.
  const text = `\n${summaryOf(outcome)}`;
  const used = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  const room = SUMMARY_LIMIT_BYTES - used;
  if (Buffer.byteLength(text) <= room) return appendFile(file, text);
  const heading = text.trimStart().split("\n", 1)[0] ?? "";
  const short = `\n${heading}\n\nThe report is too long for the rest of this job summary: see \`report.md\` in the output folder.\n`;
  if (Buffer.byteLength(short) <= room) await appendFile(file, short);
}

function summaryOf({ name, result, error, outputFolder }: ScenarioOutcome): string {
  if (result === undefined)
    return `# ⛔ error: ${plain(name)}\n\n${plain(error === undefined ? "there is no result" : errorLine(error))}\n`;
  const { files } = makeReports(result, ["markdown"], { color: false, columns: 100, outputFolder });
  return files.map(({ content }) => String(content)).join("\n");
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[&<>\\`*_[\]|#]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Escapes what would end the message; see "Workflow commands for GitHub Actions". */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
