import { matchesAria } from "../../../../base/aria/aria-match.js";
import { ariaTemplate } from "../../../../base/aria/aria-template.js";
import { ariaText } from "../../../../base/aria/aria-text.js";
import type { PagePort } from "../../../page-port.js";
import type { Expectation, ExpectationOutcome } from "../../../ports/expectations.js";
import type { OperationOptions } from "../../../ports/operation-options.js";
import { measured, operationOptions, strictness } from "../../../steps/page/page-steps.js";
import type { StepDefinition } from "../../../steps/step-call.js";
import { notThere } from "../not-there.js";

/** The element that a snapshot of the page covers. */
export const WHOLE_PAGE = "body";

/** Reads roles, names and texts as YAML: selector, options. */
export const ARIA_SNAPSHOT: StepDefinition = {
  reads: true,
  perform: (call) =>
    measured(call, async () => {
      const [selector, { timeout, strict, ...rest }] = call.args as readonly [string, Readonly<Record<string, unknown>>];
      call.describe({ target: selector });
      call.resolved.push(selector);
      const [unknown] = Object.entries(rest).find(([name, value]) => !(name === "mode" && value === "default")) ?? [];
      if (unknown !== undefined) throw notThere(`ariaSnapshot({ ${unknown} })`);
      const own = typeof timeout === "number" ? timeout : undefined;
      const options = { ...operationOptions(call, own), ...strictness(strict) };
      return async () => ({ value: ariaText(await ariaOf(call.iteration.ports.page).tree(selector, options)) });
    }),
};

/** Waits until an element is as a template says, or not as it says. */
export async function ariaOutcome(
  page: PagePort,
  asked: { readonly selector: string; readonly expectation: Expectation; readonly options: OperationOptions },
): Promise<ExpectationOutcome> {
  const { selector, expectation, options } = asked;
  const template = ariaTemplate(expectation.expectedValue as string);
  const until = (tree: Parameters<typeof matchesAria>[0]) => matchesAria(tree, template) !== expectation.isNot;
  const tree = await ariaOf(page).tree(selector === ":root" ? WHOLE_PAGE : selector, { ...options, until });
  const raw = ariaText(tree);
  return { matches: matchesAria(tree, template), received: { raw, regex: raw } };
}

function ariaOf({ aria }: PagePort): NonNullable<PagePort["aria"]> {
  if (aria === undefined) throw notThere("ariaSnapshot()");
  return aria;
}
