import { TEXT_LOCATORS } from "../../base/locators/locator-text.js";
import { quoted, type SourceNeeds } from "./draft-values.js";
import type { DraftLocator, DraftTarget } from "./scenario-draft.js";

/** The element of a step as source text: a selector in quotes, or calls of locators. */
export function targetSource(target: DraftTarget, needs: SourceNeeds): string {
  const { frames = [], parts } = target;
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only?.by === "css") {
    if (frames.length === 0) return quoted(only.selector);
    const selectors = frames.map((frame) => (frame.by === "css" ? frame.selector : undefined));
    if (selectors.every((selector) => selector !== undefined)) {
      needs.imports.add("inFrame");
      return selectors.reduceRight((inner, frame) => `inFrame(${quoted(frame)}, ${inner})`, quoted(only.selector));
    }
  }
  return locatorSource(target, needs);
}

function locatorSource({ frames = [], parts }: DraftTarget, needs: SourceNeeds): string {
  const calls = [...frames.flatMap((frame) => frameCalls(frame, needs)), ...parts.map((part) => partCall(part, needs))];
  needs.imports.add((calls[0] ?? "").replace(/\(.*$/s, ""));
  return calls.join(".");
}

function frameCalls(frame: DraftLocator, needs: SourceNeeds): readonly string[] {
  return frame.by === "css" ? [`frameLocator(${quoted(frame.selector)})`] : [partCall(frame, needs), "contentFrame()"];
}

function partCall(part: DraftLocator, needs: SourceNeeds): string {
  switch (part.by) {
    case "testId":
      return `getByTestId(${quoted(part.id)}${braced([text("attribute", part.attribute)])})`;
    case "role":
      return `getByRole(${quoted(part.role)}${braced([
        text("name", part.name),
        plain("exact", part.exact),
        plain("level", part.level),
      ])})`;
    case "css":
      return `locator(${quoted(part.selector)})`;
    case "nth":
      return part.index === 0 ? "first()" : part.index === -1 ? "last()" : `nth(${JSON.stringify(part.index)})`;
    case "or":
      return `or(${locatorSource(part.target, needs)})`;
    case "filter":
      return `filter({ hasText: ${quoted(part.hasText)} })`;
    default:
      return `${TEXT_LOCATORS[part.by]}(${quoted(part.text)}${braced([plain("exact", part.exact)])})`;
  }
}

function text(key: string, value: string | undefined): string {
  return value === undefined ? "" : `${key}: ${quoted(value)}`;
}

function plain(key: string, value: boolean | number | undefined): string {
  return value === undefined || value === false ? "" : `${key}: ${JSON.stringify(value)}`;
}

/** Options as the last argument; nothing if there are none. */
function braced(entries: readonly string[]): string {
  const given = entries.filter((entry) => entry !== "");
  return given.length === 0 ? "" : `, { ${given.join(", ")} }`;
}
