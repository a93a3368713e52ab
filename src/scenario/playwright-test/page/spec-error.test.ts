import { expect, it } from "vitest";
import { PageOperationError } from "../../page-port.js";
import { StepError } from "../../steps/step-error.js";
import { asSpecError, playwrightWords, TimeoutError } from "./spec-error.js";

it.each([
  ["waited 200 ms for #b to be enabled", "page.x: Timeout 200ms exceeded. Waiting for #b to be enabled: element is not enabled"],
  [
    "waited 200 ms for #b to receive clicks: it is covered by <p></p>",
    "page.x: Timeout 200ms exceeded. Waiting for #b to receive clicks: <p></p> intercepts pointer events",
  ],
  ["waited 200 ms for http://a/ to load", "page.x: Timeout 200ms exceeded. Waiting for http://a/ to load"],
  ["waited 100 ms for the event console", 'page.x: Timeout 100ms exceeded while waiting for event "console"'],
  ["http://a/ was not reached: ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_REFUSED at http://a/"],
  ['unknown selector engine "foo" in foo=bar', 'Unknown engine "foo" while parsing selector foo=bar'],
  ["its value is 123, but it takes a text", "value: expected string, got number"],
  ['its state is "x", but it takes attached, detached', 'state: expected one of (attached|detached), got "x"'],
  ["its timeout is 3, but it takes a duration", "its timeout is 3, but it takes a duration"],
  ["the page is gone", "the page is gone"],
])("says %j in the words of Playwright", (said, words) => {
  expect(playwrightWords(said, "page.x")).toBe(words);
});

it("names an error of a step by its kind, in its message and in its stack", () => {
  const stepError = (cause: Error) =>
    new StepError({
      step: 1,
      stepName: undefined,
      operation: "click",
      arguments: [],
      target: "#b",
      label: "click #b",
      page: "http://a/",
      routes: [],
      cause,
      likelyCauses: [],
      callStack: "    at a.spec.ts:1:1",
    });
  const late = stepError(new PageOperationError("timeout", "waited 200 ms for #b to be attached"));
  asSpecError(late, "locator.click");
  expect(late).toBeInstanceOf(TimeoutError);
  expect(late.message).toBe(
    'step 1: click "#b" failed on /: locator.click: Timeout 200ms exceeded. Waiting for #b to be attached',
  );
  expect(late.stack).toContain("Timeout 200ms exceeded");
  const other = stepError(new PageOperationError("closed", "the page is gone"));
  asSpecError(other, "locator.click");
  expect(other).not.toBeInstanceOf(TimeoutError);
});
