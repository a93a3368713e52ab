import type { OperationOptions } from "../scenario/page-port.js";
import type { AdjustedMedia, AdjustedViewport, PageAdjustments } from "../scenario/ports/adjustments.js";
import type { CdpSession } from "./cdp-session.js";
import type { PageOperations } from "./page-operations.js";

/** Changes a page over its session of the DevTools protocol. */
export class AdjustedPage implements PageAdjustments {
  readonly #cdp: Pick<CdpSession, "send">;
  readonly #operations: PageOperations;

  constructor(cdp: Pick<CdpSession, "send">, operations: PageOperations) {
    this.#cdp = cdp;
    this.#operations = operations;
  }

  addInitScript(source: string, options: OperationOptions): Promise<() => Promise<void>> {
    return this.#operations.run({ subject: "a script to be added" }, options, async () => {
      const { identifier } = await this.#cdp.send("Page.addScriptToEvaluateOnNewDocument", { source });
      return async () => {
        await this.#cdp.send("Page.removeScriptToEvaluateOnNewDocument", { identifier });
      };
    });
  }

  setViewport({ deviceScaleFactor = 0, isMobile = false, ...size }: AdjustedViewport, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the page to have another size" }, options, async () => {
      await this.#cdp.send("Emulation.setDeviceMetricsOverride", { ...size, deviceScaleFactor, mobile: isMobile });
    });
  }

  emulateMedia({ media, features }: AdjustedMedia, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the page to have another medium" }, options, async () => {
      const list = Object.entries(features).map(([name, value]) => ({ name, value }));
      await this.#cdp.send("Emulation.setEmulatedMedia", { ...(media === undefined ? {} : { media }), features: list });
    });
  }
}
