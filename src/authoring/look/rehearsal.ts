import type { PagePort } from "../../scenario/page-port.js";
import type { OperationOptions } from "../../scenario/ports/operation-options.js";
import type { CallStep } from "../draft/scenario-draft.js";
import { targetSelector } from "../draft/target-selector.js";

/** The page on which steps are tried, and its limits. */
export interface Stage {
  readonly page: PagePort;
  readonly options: OperationOptions;
}

/** Performs a step as a scenario would; rejects if it would fail there. Resolves to whether it was answered by the server. */
export async function rehearse({ step, target, args = [], options: given }: CallStep, stage: Stage): Promise<boolean> {
  const { page } = stage;
  const [text = ""] = args.map(String);
  const name = `${step} ${text}`;
  const options = { ...stage.options, step: name };
  const selector = target === undefined ? "" : targetSelector(target);
  switch (step) {
    case "fill":
      await page.fill(selector, text, options);
      break;
    case "pressSequentially":
      await page.keyboard.typeInto(selector, text, options);
      break;
    case "click":
      await page.pointer.click(selector, options);
      break;
    case "press":
      await page.keyboard.pressOn(selector, text, options);
      break;
    case "waitForURL":
      await page.waits.forURL({ shown: text, fits: (url) => url.endsWith(text.replace(/^\*\*/, "")) }, options);
      break;
    default:
      throw new TypeError(`${step} cannot be tried`);
  }
  if (given?.settle !== true) return step === "waitForURL";
  await page.interactions.over({ ...options, mayBeLocal: true });
  return await page.interactions.over({ ...options, mayBeLocal: false }).then(
    () => true,
    () => false,
  );
}
