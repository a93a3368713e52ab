import { PageOperationError } from "../../../page-port.js";
import { measured, operationOptions, strictness } from "../../../steps/page/page-steps.js";
import type { StepDefinition } from "../../../steps/step-call.js";

/** Takes a picture of an element once it is in view: selector, options. Resolves to a PNG. */
export const ELEMENT_SCREENSHOT: StepDefinition = {
  reads: true,
  perform: (call) =>
    measured(call, async () => {
      const [selector, { timeout, path, strict }] = call.args as readonly [string, Readonly<Record<string, unknown>>];
      call.describe({ target: selector });
      call.resolved.push(selector);
      const own = typeof timeout === "number" ? timeout : undefined;
      const options = { ...operationOptions(call, own), ...strictness(strict) };
      const { page, observer } = call.iteration.ports;
      return async () => {
        await page.pointer.scrollIntoViewIfNeeded(selector, options);
        const clip = await page.reads.boundingBox(selector, options);
        if (clip === null) throw new PageOperationError("invalid", `${selector} is not visible`);
        const png = await page.screenshot({ ...options, clip });
        if (typeof path === "string") observer.screenshot(path, png);
        return { value: Buffer.from(png) };
      };
    }),
};
