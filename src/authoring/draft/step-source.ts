import { quoted, recordSource, type SourceNeeds, valueSource } from "./draft-values.js";
import { targetSource } from "./locator-source.js";
import type { CallStep, CauseStep, DraftStep } from "./scenario-draft.js";

/** The indentation and the needs of the lines that are written. */
interface Place {
  readonly needs: SourceNeeds;
  /** Two spaces for each. */
  readonly depth: number;
  /** The variable of the context. */
  readonly context: string;
}

/** The steps as a chain of calls, without a semicolon, if there is no need for statements; otherwise `undefined`. */
export function chainSource(steps: readonly DraftStep[], place: Place): string | undefined {
  // A comment at the end would hide what follows the chain on its line.
  if (steps.some(needsStatement) || steps.at(-1)?.kind === "comment" || steps.length === 0) return undefined;
  return chain(steps, place);
}

/** The steps as statements of an async function. */
export function statementsSource(steps: readonly DraftStep[], place: Place): string {
  const lines: string[] = [];
  let run: DraftStep[] = [];
  const endRun = () => {
    const last = run.findLastIndex(isCall);
    const calls = run.slice(0, last + 1);
    if (calls.length > 0) lines.push(`${indent(place)}await ${chain(calls, place)};`);
    for (const step of run.slice(last + 1)) if (step.kind === "comment") lines.push(...commentLines(step.text, place));
    run = [];
  };
  for (const step of steps) {
    if (!needsStatement(step)) {
      run.push(step);
      continue;
    }
    endRun();
    lines.push(`${indent(place)}${statement(step, place)}`);
  }
  endRun();
  return lines.join("\n");
}

/** Comments as lines, wrapped at a readable width. */
export function commentLines(text: string, { depth }: { readonly depth: number }): readonly string[] {
  const width = 116 - 2 * depth;
  const lines: string[] = [];
  for (const paragraph of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + word.length >= width) {
        lines.push(line);
        line = "";
      }
      line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.map((line) => `${"  ".repeat(depth)}//${line === "" ? "" : ` ${line}`}`);
}

function isCall({ kind }: DraftStep): boolean {
  return kind !== "comment";
}

/** A popup is a number that later steps name; everything that contains such a step needs statements, too. */
function needsStatement(step: DraftStep): boolean {
  switch (step.kind) {
    case "popup":
    case "on-page":
    case "close-popup":
      return true;
    case "group":
      return step.steps.some(needsStatement);
    default:
      return false;
  }
}

function statement(step: DraftStep, place: Place): string {
  const { context } = place;
  switch (step.kind) {
    case "popup":
      return `const ${step.popup} = await ${context}.${causeCall({ ...step, kind: "cause", step: "waitForPopup" }, place)};`;
    case "on-page": {
      const inner = step.popup === "page" ? "inner" : "page";
      return `await ${context}.${withFunction("onPage", [step.popup], functionSource(inner, step.steps, place), place)};`;
    }
    case "close-popup":
      return `await ${context}.closePopup(${step.popup});`;
    default:
      return `await ${context}.${callSource(step, place)};`;
  }
}

/** `context` and a line for each call, comments between them. */
function chain(steps: readonly DraftStep[], place: Place): string {
  const inner = { ...place, depth: place.depth + 1 };
  const lines = steps.flatMap((step) => {
    if (step.kind === "comment") return commentLines(step.text, inner);
    const comment = step.kind === "call" && step.comment !== undefined ? commentLines(step.comment, inner) : [];
    return [...comment, `${indent(inner)}.${callSource(step, inner)}`];
  });
  const [only = ""] = lines;
  if (lines.length === 1 && only.length < 90) return `${place.context}${only.trimStart()}`;
  return `${place.context}\n${lines.join("\n")}`;
}

function callSource(step: DraftStep, place: Place): string {
  switch (step.kind) {
    case "call":
      return plainCall(step, place);
    case "cause":
      return causeCall(step, place);
    case "group":
      return withFunction("step", [quoted(step.name)], functionSource("group", step.steps, place), place);
    default:
      throw new TypeError(`a ${step.kind} is not a call`);
  }
}

function plainCall({ step, target, args = [], options }: CallStep, place: Place): string {
  const { needs } = place;
  const given = [
    ...(target === undefined ? [] : [targetSource(target, needs)]),
    ...args.map((value) => valueSource(value, needs)),
    ...optionsSource(options, place),
  ];
  return `${step}(${given.join(", ")})`;
}

type Cause = Omit<CauseStep, "step"> & { readonly step: string };

function causeCall({ step, target, args = [], cause, after = [], options }: Cause, place: Place): string {
  const { needs } = place;
  const before = [
    ...(target === undefined ? [] : [targetSource(target, needs)]),
    ...args.map((value) => valueSource(value, needs)),
  ];
  const behind = [...after.map((value) => valueSource(value, needs)), ...optionsSource(options, place)];
  if (behind.length === 0) return withFunction(step, before, functionSource("page", cause, place), place);
  return `${step}(${[...before, functionSource("page", cause, place, "block"), ...behind].join(", ")})`;
}

/** A call whose last argument is a function. */
function withFunction(step: string, before: readonly string[], last: string, place: Place): string {
  const end = last.includes("\n") && !last.endsWith("}") ? `,\n${indent(place)}` : "";
  return `${step}(${[...before, last].join(", ")}${end})`;
}

function optionsSource(options: CallStep["options"], { needs }: Place): readonly string[] {
  return options === undefined || Object.keys(options).length === 0 ? [] : [recordSource(options, needs)];
}

/** A function of a context that performs the steps; `block` if something follows it on its last line. */
function functionSource(context: string, steps: readonly DraftStep[], place: Place, form?: "block"): string {
  const inner = { ...place, context, depth: place.depth + 1 };
  const calls = chainSource(steps, inner);
  if (calls !== undefined && !calls.includes("\n")) return `(${context}) => ${calls}`;
  if (calls !== undefined && form !== "block") return `(${context}) =>\n${indent(inner)}${calls}`;
  const body = statementsSource(steps, inner);
  return body === "" ? "() => {}" : `async (${context}) => {\n${body}\n${indent(place)}}`;
}

function indent({ depth }: { readonly depth: number }): string {
  return "  ".repeat(depth);
}
