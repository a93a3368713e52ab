import { stripVTControlCharacters } from "node:util";
import { messageOf } from "../../base/errors.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { OperationFacts } from "../page-operations.js";
import { strictViolation } from "../strict-violation.js";

/** Maps anything that Playwright throws to a PageOperationError: a kind, and one line that names what it waited for. */
export function toPageOperationError(thrown: unknown, facts: OperationFacts): PageOperationError {
  if (thrown instanceof PageOperationError) return thrown;
  const name = thrown instanceof Error ? thrown.name : "";
  const { headline, log } = partsOf(messageOf(thrown));
  const fail = (kind: PageOperationError["kind"], message: string) =>
    new PageOperationError(kind, oneLine(message), { cause: thrown });
  if (name === "AbortError") return fail("aborted", `stopped while it waited for ${facts.subject}`);
  if (name === "TimeoutError")
    return fail("timeout", `waited ${Math.round(facts.timeoutMs)} ms for ${awaited(log, facts.subject)}`);
  if (headline.startsWith("strict mode violation: ")) return ambiguousSelector(headline, messageOf(thrown));
  if (/has been closed|Target closed|crashed|Connection closed|Browser closed/i.test(headline))
    return fail("closed", "the page is gone");
  return navigationError(headline, fail) ?? otherError(headline, facts, fail);
}

/** The headline says how many elements were found, the lines below describe each: `1) <a id="x">Buy</a> aka locator('#x')`. */
function ambiguousSelector(headline: string, message: string): PageOperationError {
  const [, selector = "", count = ""] = /^strict mode violation: (.*) resolved to (\d+) elements/.exec(headline) ?? [];
  const shown = [...message.matchAll(/^\s+\d+\) (.*) aka .*$/gm)].map(([, preview = ""]) => preview);
  return strictViolation({ selector, count: Number(count), shown });
}

type Fail = (kind: PageOperationError["kind"], message: string) => PageOperationError;

function navigationError(headline: string, fail: Fail): PageOperationError | undefined {
  const [, code, url] = /net::(ERR_\w+)(?: at (\S+))?/.exec(headline) ?? [];
  if (code === "ERR_ABORTED") return fail("invalid", `${url ?? "the address"} did not answer with a page`);
  if (code !== undefined) return fail("connection", `${url ?? "the address"} was not reached: ${code}`);
  if (headline.includes("Download is starting"))
    return fail("invalid", "the address is a download, not a page: wait for it with waitForDownload");
  if (headline.includes("Cannot navigate to invalid URL")) return fail("invalid", "not an absolute URL");
  if (headline.includes("is interrupted by another navigation")) return fail("invalid", headline);
  return undefined;
}

function otherError(headline: string, { runsUserCode }: OperationFacts, fail: Fail): PageOperationError {
  if (/Execution context was destroyed|frame was detached/i.test(headline)) {
    return fail(runsUserCode === true ? "script" : "closed", "the page navigated away before it answered");
  }
  return fail(runsUserCode === true ? "script" : "invalid", headline);
}

/** Splits Playwright's message into its first line, without the method's name, and the call log, without colours. */
function partsOf(message: string): { readonly headline: string; readonly log: readonly string[] } {
  const plain = stripVTControlCharacters(message);
  const [head = "", log = ""] = plain.split(/\n*Call log:\n/, 2);
  const headline = (head.split("\n")[0] ?? "").replace(/^\w+\.[\w$]+: /, "").replace(/^Error: /, "");
  return { headline, log: log.split("\n").map((line) => line.replace(/^\s*(- )?(\d+ × )?/, "").trim()) };
}

const STATES = /^element is not (visible|enabled|stable|editable)$/;
const COVERED = /^(.*) intercepts pointer events$/;
const TARGET = /^waiting for (.*?)(?: to be (\w+))?$/;
const REMARKS: Readonly<Record<string, string>> = {
  "element is inert": "not to be inert",
  "did not find some options": "to have those options",
  "option being selected is not enabled": "to have that option enabled",
  "element is outside of the viewport": "to be inside the viewport",
  "element was detached from the DOM, retrying": "to stay attached",
};

/** What the operation waited for, by its call log: an element, and the state that it did not reach. */
function awaited(log: readonly string[], subject: string): string {
  let target = subject;
  let lacking = log.some((line) => line.startsWith("waiting for ")) ? "to be attached" : "";
  for (const line of log) {
    const [, state] = STATES.exec(line) ?? [];
    const [, cover] = COVERED.exec(line) ?? [];
    const [, locator, wanted] = TARGET.exec(line) ?? [];
    const [, loading] = /^navigating to "(.*)", waiting until/.exec(line) ?? [];
    if (state !== undefined) lacking = `to be ${state}`;
    else if (cover !== undefined) lacking = `to receive clicks: it is covered by ${cover}`;
    else if (REMARKS[line] !== undefined) lacking = REMARKS[line];
    else if (loading !== undefined) [target, lacking] = [loading, "to load"];
    else if (line.startsWith("waiting for scheduled navigations")) lacking = "to load the page that it leads to";
    else if (line === "navigations have finished") lacking = "";
    else if (locator !== undefined && /^(locator|getBy)/.test(locator))
      [target, lacking] = [selectorOf(locator), `to be ${wanted ?? "attached"}`];
  }
  return `${target} ${lacking}`.trim();
}

/** Extracts the selector from Playwright's `locator('…').first()`. */
function selectorOf(locator: string): string {
  const [, inner] = /^locator\('(.*)'\)(?:\.first\(\))?$/.exec(locator) ?? [];
  return inner?.replaceAll("').contentFrame().locator('", " › ").replaceAll("\\'", "'") ?? locator;
}

const MAX_LENGTH = 400;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
