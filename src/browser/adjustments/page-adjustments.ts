import type { BrowserOptions, PixelSize } from "../../scenario/browser-options/browser-options.js";
import type { Geolocation } from "../../scenario/browser-options/geolocation.js";
import type { OperationOptions } from "../../scenario/page-port.js";
import type {
  AdjustedMedia,
  ExposedFunction,
  InitScriptOptions,
  OwnProtocol,
  PageAdjustments,
  RawProtocol,
} from "../../scenario/ports/adjustments.js";
import type { AttachedSession, CdpSession } from "../cdp-session.js";
import type { PageOperations } from "../page-operations.js";
import { DEFAULT_VIEWPORT, metricsOf } from "./device-metrics.js";
import { ExposedFunctions } from "./exposed-functions.js";
import type { InitScripts } from "./init-scripts.js";
import { permissionTypes } from "./permission-types.js";

interface AdjustedParts {
  /** The options that the page was opened with. */
  readonly options: BrowserOptions;
  /** Attaches to the page once more. */
  readonly attach: () => Promise<AttachedSession>;
  /** The scripts of the page, and those of all pages of its user. */
  readonly scripts: { readonly page: InitScripts; readonly context: InitScripts };
}

/** Changes a page over its session of the DevTools protocol. */
export class AdjustedPage implements PageAdjustments {
  readonly #cdp: CdpSession;
  readonly #operations: PageOperations;
  readonly #exposed: ExposedFunctions;
  readonly #attach: AdjustedParts["attach"];
  readonly #scripts: AdjustedParts["scripts"];
  readonly opened: BrowserOptions;

  constructor(cdp: CdpSession, operations: PageOperations, { options, attach, scripts }: AdjustedParts) {
    this.#scripts = scripts;
    this.opened = options;
    this.#attach = attach;
    this.#cdp = cdp;
    this.#operations = operations;
    this.#exposed = new ExposedFunctions(cdp);
  }

  addInitScript(source: string, options: InitScriptOptions): Promise<() => Promise<void>> {
    const { page, context } = this.#scripts;
    const scripts = options.ofAllPages === true ? context : page;
    return this.#operations.run({ subject: "a script to be added" }, options, () => scripts.add(source));
  }

  setViewport(size: PixelSize | undefined, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the page to have another size" }, options, async () => {
      const { opened } = this;
      const metrics =
        size === undefined
          ? metricsOf(opened.viewport ?? DEFAULT_VIEWPORT, opened)
          : metricsOf(size, { ...opened, screen: size });
      await this.#cdp.send("Emulation.setDeviceMetricsOverride", metrics);
    });
  }

  emulateMedia({ media, features }: AdjustedMedia, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the page to have another medium" }, options, async () => {
      const list = Object.entries(features).map(([name, value]) => ({ name, value }));
      await this.#cdp.send("Emulation.setEmulatedMedia", { ...(media === undefined ? {} : { media }), features: list });
    });
  }

  setExtraHeaders(headers: Readonly<Record<string, string>>, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the page to send other headers" }, options, async () => {
      await this.#cdp.send("Network.setExtraHTTPHeaders", { headers: { ...headers } });
    });
  }

  setGeolocation(position: Geolocation | undefined, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the page to be elsewhere" }, options, async () => {
      if (position === undefined) await this.#cdp.send("Emulation.clearGeolocationOverride");
      else await this.#cdp.send("Emulation.setGeolocationOverride", { ...position, accuracy: position.accuracy ?? 0 });
    });
  }

  setPermissions(names: readonly string[] | undefined, origin: string | undefined, options: OperationOptions): Promise<void> {
    return this.#operations.run({ subject: "the page to have other permissions" }, options, async () => {
      const { browserContextId } = (await this.#cdp.send("Target.getTargetInfo")).targetInfo;
      const of = browserContextId === undefined ? {} : { browserContextId };
      if (names === undefined) await this.#cdp.send("Browser.resetPermissions", of);
      else {
        const permissions = permissionTypes(names);
        await this.#cdp.send("Browser.grantPermissions", { ...of, permissions, ...(origin === undefined ? {} : { origin }) });
      }
    });
  }

  expose(exposed: ExposedFunction, options: OperationOptions): Promise<() => Promise<void>> {
    return this.#operations.run({ subject: "a function to be exposed" }, options, () => this.#exposed.add(exposed));
  }

  attach(options: OperationOptions): Promise<OwnProtocol> {
    return this.#operations.run({ subject: "a session with the page" }, options, async ({ over }) => {
      const { cdp, detach } = await this.#attach();
      const end = () => detach().catch(() => {});
      // Nobody waits for it any more.
      if (over.aborted) await end();
      return {
        ...rawProtocol(cdp),
        on: (event, listener) => cdp.on(event as "Page.loadEventFired", listener),
        detach: end,
      };
    });
  }

  pdf(settings: Readonly<Record<string, unknown>>, options: OperationOptions): Promise<Uint8Array> {
    return this.#operations.run({ subject: "the page to be printed" }, options, async () => {
      const { data } = await this.#cdp.send("Page.printToPDF", settings);
      return Buffer.from(data, "base64");
    });
  }
}

function rawProtocol(cdp: CdpSession): RawProtocol {
  return { send: (method, params) => cdp.send(method as "Page.enable", params as never) };
}
