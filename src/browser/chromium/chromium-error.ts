import { isLiveLoadError, messageOf } from "../../base/errors.js";
import { PageOperationError } from "../../scenario/page-port.js";
import type { OperationFacts } from "../page-operations.js";

const MAX_LENGTH = 400;

/** Maps any error of the protocol or of an evaluation to a PageOperationError. */
export function toChromiumError(thrown: unknown, { subject, timeoutMs, runsUserCode }: OperationFacts): PageOperationError {
  if (thrown instanceof PageOperationError) return thrown;
  const fail = (kind: PageOperationError["kind"], message: string) =>
    new PageOperationError(kind, oneLine(message), { cause: thrown });
  const message = messageOf(thrown).replace(/^[A-Z]\w+\.\w+: /, "");
  if (isLiveLoadError(thrown, "DEADLINE_EXCEEDED")) return fail("timeout", `waited ${Math.round(timeoutMs)} ms for ${subject}`);
  if (/Cannot navigate to invalid URL/.test(message)) return fail("invalid", "not an absolute URL");
  if (/context was destroyed|navigated or closed|Cannot find (default )?(execution )?context/i.test(message)) {
    return fail(runsUserCode === true ? "script" : "closed", "the page navigated away before it answered");
  }
  if (/crashed|Session with given id not found|No target with given id/i.test(message)) return fail("closed", "the page is gone");
  return fail(runsUserCode === true ? "script" : "invalid", message.split("\n")[0] ?? "");
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
