import { stripVTControlCharacters } from "node:util";

const MAX_LENGTH = 400;

/** The message of a matcher in one line: without colours, call log and time limit, which say nothing about the site. */
export function plainMessage(message: string): string {
  const [said = ""] = stripVTControlCharacters(message).split(/\n\s*Call [Ll]og:/, 1);
  const lines = said
    .split("\n")
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "" && !line.startsWith("Timeout:"));
  const text = lines.join("; ").replace(/ failed; /, ": ");
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
