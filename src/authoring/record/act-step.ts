import { relative } from "node:path";
import { ENTER_FRAME } from "../../base/enter-frame.js";
import { selectorOfParts } from "../../browser/recorder/locator-parts.js";
import type { RecordedAct } from "../../browser/recorder/recorded-events.js";
import type { PageAct, RecordedLocator } from "../../browser/recorder/recorder-wire.js";
import { AssetValue, camelCase, type DraftValue, isTaken, OptionValue } from "../draft/draft-values.js";
import type { CallStep, DraftOption, DraftStep, DraftTarget } from "../draft/scenario-draft.js";

/** State that the steps of a draft share. */
export interface DraftSurroundings {
  /** The folder of the scenario's file. */
  readonly folder: string;
  /** Collects the options that the steps need. */
  readonly options: DraftOption[];
}

/** Steps that can wait for the server's answer. */
const SETTLING = new Set<CallStep["step"]>([
  "click",
  "dblclick",
  "dragAndDrop",
  "fill",
  "press",
  "check",
  "uncheck",
  "selectOption",
  "selectMultipleOptions",
]);

/** An act as a step of the chain. */
export function actStep(
  { act, frames, paths }: Pick<RecordedAct, "act" | "frames" | "paths">,
  isAnswered: boolean,
  surroundings: DraftSurroundings,
): DraftStep {
  const target = (locator: RecordedLocator): DraftTarget => ({ frames: frames.flat(), parts: locator });
  const call = (step: CallStep["step"], rest: Partial<CallStep> = {}): CallStep => {
    const options = { ...rest.options, ...(isAnswered && SETTLING.has(step) ? { settle: true } : {}) };
    return { kind: "call", step, ...rest, ...(Object.keys(options).length === 0 ? {} : { options }) };
  };
  switch (act.type) {
    case "click":
      return call(act.count === 2 ? "dblclick" : "click", { target: target(act.locator), options: clickOptions(act) });
    case "check":
      return call(act.isChecked ? "check" : "uncheck", { target: target(act.locator) });
    case "fill":
      return call("fill", { target: target(act.locator), args: [act.value] });
    case "fill-secret":
      return call("fill", { target: target(act.locator), args: [secret(act.name, surroundings.options)] });
    case "select": {
      const [only = ""] = act.choices;
      if (act.isMultiple) return call("selectMultipleOptions", { target: target(act.locator), args: [act.choices] });
      return call("selectOption", { target: target(act.locator), args: [only] });
    }
    case "press":
      if (act.locator === undefined) return call("keyboard.press", { args: [act.key] });
      return call("press", { target: target(act.locator), args: [act.key] });
    case "files":
      return files(act, paths, { target: target(act.locator), folder: surroundings.folder });
    case "drag":
      return call("dragAndDrop", {
        target: target(act.locator),
        args: [[...frames, act.target].map(selectorOfParts).join(ENTER_FRAME)],
      });
    case "expect-text":
      return call("waitForText", { target: target(act.locator), args: [act.text] });
    case "expect-value":
      return call("waitForValue", { target: target(act.locator), args: [act.value] });
    case "expect-secret":
      return call("waitForValue", { target: target(act.locator), args: [secret(act.name, surroundings.options)] });
    case "open-chooser":
      return { kind: "comment", text: "A file chooser was opened." };
  }
}

function clickOptions({ button, modifiers }: Extract<PageAct, { type: "click" }>): Record<string, DraftValue> {
  return { ...(button === "left" ? {} : { button }), ...(modifiers.length === 0 ? {} : { modifiers }) };
}

/** The option for a text that must not be written down. */
function secret(name: string, options: DraftOption[]): OptionValue {
  const wanted = camelCase(name.replace(/^.*\[|\]$/g, ""));
  const option = !/^[a-z]\w*$/i.test(wanted) ? "secret" : isTaken(wanted) || wanted === "baseUrl" ? `${wanted}Secret` : wanted;
  if (!options.some((known) => known.name === option)) options.push({ name: option, what: `the value of the field ${name}` });
  return new OptionValue(option);
}

interface FileTarget {
  readonly target: DraftTarget;
  readonly folder: string;
}

function files(
  { names, isFolder }: Extract<PageAct, { type: "files" }>,
  paths: readonly string[] | undefined,
  { target, folder }: FileTarget,
): DraftStep {
  const missing = paths === undefined || paths.length < names.length || paths.includes("");
  if (isFolder || (missing && names.length > 0)) {
    const why = isFolder ? "an input for a folder" : "the browser does not tell where they are";
    return { kind: "comment", text: `The upload of ${names.join(", ")} was not recorded: ${why}. Add it with setInputFiles.` };
  }
  const values = (paths ?? []).map((path) => new AssetValue(relativePath(folder, path)));
  const [only] = values;
  return { kind: "call", step: "setInputFiles", target, args: [values.length === 1 && only !== undefined ? only : values] };
}

function relativePath(folder: string, path: string): string {
  const found = relative(folder, path).replaceAll("\\", "/");
  return found.startsWith("../") ? found : `./${found}`;
}
