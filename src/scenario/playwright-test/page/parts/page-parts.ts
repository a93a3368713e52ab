import { writeFile } from "node:fs/promises";
import type { Geolocation } from "../../../browser-options/geolocation.js";
import type { PagePort } from "../../../page-port.js";
import { measured, operationOptions, pageLabel } from "../../../steps/page/page-steps.js";
import type { StepDefinition } from "../../../steps/step-call.js";
import type { Actor } from "../actor.js";
import { asFunction } from "../as-function.js";
import { OverlayHandlers } from "./overlay-handlers.js";
import { PageClock } from "./page-clock.js";

type Options = Readonly<Record<string, unknown>>;
type Headers = Readonly<Record<string, string>>;
/** Calls a function of the test from the page: with the page first for a binding. */
type Called = (args: readonly unknown[]) => unknown;

/** The members of a page that do not concern its elements: functions, headers, permissions, time, storage. */
export class PageParts {
  readonly overlays: OverlayHandlers;
  readonly clock: PageClock;
  readonly #actor: Actor;
  readonly #port: PagePort;
  #headers: Readonly<Record<string, string>> | undefined;
  /** By origin; `undefined` for all. */
  #granted: ReadonlyMap<string | undefined, readonly string[]> = new Map();
  #saidFromMs = 0;
  #threwFromMs = 0;

  constructor(actor: Actor, port: PagePort) {
    this.#actor = actor;
    this.#port = port;
    this.overlays = new OverlayHandlers(actor, port);
    this.clock = new PageClock(actor, port);
  }

  async expose(name: string, called: Called): Promise<void> {
    const call = async (args: readonly unknown[]) => called(args);
    this.#actor.changed(await this.#port.adjustments.expose({ name, call }, this.#limits()));
  }

  async setExtraHeaders(headers: Readonly<Record<string, string>>): Promise<void> {
    const before = this.#headers;
    const own = (more: Readonly<Record<string, string>> = {}) => {
      this.#headers = more;
      const { adjustments } = this.#port;
      return adjustments.setExtraHeaders(withHeaders(adjustments.opened.extraHeaders, more), this.#limits());
    };
    this.#actor.changed(() => own(before));
    await own(withHeaders(before, headers));
  }

  async setGeolocation(position: Geolocation | null): Promise<void> {
    const { adjustments } = this.#port;
    this.#actor.changed(() => adjustments.setGeolocation(adjustments.opened.geolocation, this.#limits()));
    await adjustments.setGeolocation(position ?? undefined, this.#limits());
  }

  /** Grants permissions beside those that are granted already, to one origin or all. */
  async grantPermissions(names: readonly string[], origin?: string): Promise<void> {
    const { adjustments } = this.#port;
    this.#regrantLater();
    const opened = origin === undefined ? adjustments.opened.permissions : undefined;
    const granted = [...new Set([...(this.#granted.get(origin) ?? opened ?? []), ...names])];
    this.#granted = new Map([...this.#granted, [origin, granted]]);
    await adjustments.setPermissions(granted, origin, this.#limits());
  }

  /** Takes all permissions away, also those that the context was opened with. */
  async clearPermissions(): Promise<void> {
    this.#regrantLater();
    this.#granted = new Map([[undefined, []]]);
    await this.#port.adjustments.setPermissions(undefined, undefined, this.#limits());
  }

  /** At the end of the test the page has the permissions that it was opened with. */
  #regrantLater(): void {
    const { adjustments } = this.#port;
    this.#actor.changed(async () => {
      this.#granted = new Map();
      await adjustments.setPermissions(undefined, undefined, this.#limits());
      const { permissions } = adjustments.opened;
      if (permissions !== undefined) await adjustments.setPermissions(permissions, undefined, this.#limits());
    });
  }

  /** `localStorage` or `sessionStorage`. */
  storage(name: string): Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>> {
    const call =
      (method: string) =>
      (...args: readonly unknown[]) =>
        this.#evaluate(`(...args) => ${name}.${method}(...args)`, args);
    const items = `() => Object.entries(${name}).map(([name, value]) => ({ name, value }))`;
    return {
      clear: call("clear"),
      getItem: call("getItem"),
      setItem: call("setItem"),
      removeItem: call("removeItem"),
      items: () => this.#evaluate(items, []),
    };
  }

  /** A test begins: what the page said before is not its own. */
  begin(): void {
    this.clearMessages();
    this.clearErrors();
  }

  /** The newest messages of the console. */
  messages(): ReturnType<PagePort["evidence"]["activity"]>["console"] {
    return this.#said().filter(({ kind, atMs }) => kind !== "exception" && atMs >= this.#saidFromMs);
  }

  /** The newest errors that nobody caught. */
  errors(): readonly Error[] {
    const thrown = this.#said().filter(({ kind, atMs }) => kind === "exception" && atMs >= this.#threwFromMs);
    return thrown.map(({ text }) => new Error(text.replace(/^(?:Uncaught )?\w*Error: /, "")));
  }

  clearMessages(): void {
    this.#saidFromMs = this.#actor.iteration.ports.clock.now();
  }

  clearErrors(): void {
    this.#threwFromMs = this.#actor.iteration.ports.clock.now();
  }

  async tap(x: number, y: number): Promise<void> {
    await this.#actor.perform(this.#port, { operation: "touchscreen.tap", definition: TAP, args: [x, y] });
  }

  /** Prints the page; only Chromium without windows can. */
  async pdf(options: Options): Promise<Buffer> {
    const bytes = Buffer.from(await this.#port.adjustments.pdf(printSettings(options), this.#limits()));
    if (typeof options.path === "string") await writeFile(options.path, bytes);
    return bytes;
  }

  #said() {
    return this.#port.evidence.activity().console;
  }

  #evaluate(source: string, args: readonly unknown[]): Promise<unknown> {
    return this.#actor.step(this.#port, "evaluate", [asFunction(source), ...args]);
  }

  #limits() {
    const { signal, ports } = this.#actor.iteration;
    return { signal, timeoutMs: ports.commandTimeoutMs };
  }
}

/** Names of headers are the same in capitals. */
function withHeaders(headers: Headers = {}, more: Headers = {}): Headers {
  const replaced = new Set(Object.keys(more).map((name) => name.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => !replaced.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...more };
}

const TAP: StepDefinition = {
  perform: (call) =>
    measured(call, async () => {
      call.describe({ label: pageLabel(call) });
      const [x, y] = call.args as readonly [number, number];
      return async () => ({ value: await call.iteration.ports.page.pointer.tapAt({ x, y }, operationOptions(call)) });
    }),
};

const INCHES: Readonly<Record<string, number>> = { px: 1 / 96, in: 1, cm: 1 / 2.54, mm: 1 / 25.4 };
const FORMATS: Readonly<Record<string, readonly [number, number]>> = {
  letter: [8.5, 11],
  legal: [8.5, 14],
  tabloid: [11, 17],
  ledger: [17, 11],
  a0: [33.1, 46.8],
  a1: [23.4, 33.1],
  a2: [16.54, 23.4],
  a3: [11.7, 16.54],
  a4: [8.27, 11.7],
  a5: [5.83, 8.27],
  a6: [4.13, 5.83],
};

/** Playwright's options as the browser's protocol takes them. */
function printSettings({ format, width, height, margin, scale, ...rest }: Options): Options {
  const [paperWidth, paperHeight] = FORMATS[typeof format === "string" ? format.toLowerCase() : "letter"] ?? [8.5, 11];
  const { top, right, bottom, left } = (margin ?? {}) as Options;
  const switches = ["landscape", "printBackground", "preferCSSPageSize", "displayHeaderFooter", "pageRanges"];
  const templates = ["headerTemplate", "footerTemplate"];
  return {
    ...Object.fromEntries(
      [...switches, ...templates].filter((name) => rest[name] !== undefined).map((name) => [name, rest[name]]),
    ),
    ...(typeof scale === "number" ? { scale } : {}),
    paperWidth: width === undefined ? paperWidth : inches(width),
    paperHeight: height === undefined ? paperHeight : inches(height),
    marginTop: inches(top),
    marginRight: inches(right),
    marginBottom: inches(bottom),
    marginLeft: inches(left),
  };
}

/** A length in pixels, or as a text with its unit. */
function inches(length: unknown): number {
  if (typeof length === "number") return length / 96;
  if (typeof length !== "string") return 0;
  const [, number = "0", unit = "px"] = /^([\d.]+)(px|in|cm|mm)?$/.exec(length) ?? [];
  return Number(number) * (INCHES[unit] ?? 0);
}
