import { readFile } from "node:fs/promises";
import { isRecord } from "../../../base/invalid-option.js";
import type { PixelSize } from "../../browser-options/browser-options.js";
import type { PagePort } from "../../page-port.js";
import type { SpecFiles } from "../spec-files.js";
import type { Actor } from "./actor.js";
import { asFunction } from "./as-function.js";

type Options = Readonly<Record<string, unknown>>;

/** The argument of a script that is a function, and whose documents it is for. */
interface InitScriptGiven {
  readonly arg?: unknown;
  readonly ofAllPages?: boolean;
}

/** What changes a page beyond what a person does to it: its size, its medium, scripts that are added. */
export class PageChanges {
  readonly #actor: Actor;
  readonly #port: PagePort;
  #viewport: PixelSize | undefined;

  constructor(actor: Actor, port: PagePort) {
    this.#actor = actor;
    this.#port = port;
  }

  get viewport(): PixelSize {
    return this.#viewport ?? this.#port.adjustments.opened.viewport ?? DEFAULT_VIEWPORT;
  }

  async setViewportSize({ width, height }: PixelSize): Promise<void> {
    const before = this.#viewport;
    const resize = (size: PixelSize | undefined) => {
      this.#viewport = size;
      return this.#port.adjustments.setViewport(size, this.#limits());
    };
    this.#actor.changed(() => resize(before));
    await resize({ width, height });
  }

  async emulateMedia(given: Options): Promise<void> {
    const features = { ...this.#ownFeatures(), ...featuresIn(given) };
    const { media } = given;
    this.#actor.changed(() => this.#port.adjustments.emulateMedia({ media: "", features: this.#ownFeatures() }, this.#limits()));
    await this.#port.adjustments.emulateMedia(
      { features, ...(media === undefined ? {} : { media: typeof media === "string" ? media : "" }) },
      this.#limits(),
    );
  }

  async addInitScript(script: unknown, { arg, ofAllPages = false }: InitScriptGiven = {}): Promise<void> {
    const source = await sourceOf(script, arg, this.#actor.defaults.files);
    this.#actor.changed(await this.#port.adjustments.addInitScript(source, { ...this.#limits(), ofAllPages }));
  }

  /** Adds an element to the page's head, and waits until it is loaded. */
  async addTag(name: "script" | "style", given: Options): Promise<unknown> {
    const { url, path, type } = given;
    const content = typeof path === "string" ? await readFile(this.#actor.defaults.files.placeOf(path), "utf8") : given.content;
    return this.#actor.step(this.#port, "evaluate", [asFunction(ADD_TAG), { name, url, content, type }]);
  }

  /** The features that the context was opened with, and those of `use` that contexts are not opened with. */
  #ownFeatures(): Readonly<Record<string, string>> {
    return { ...featuresIn(this.#actor.defaults.use), ...featuresIn(this.#port.adjustments.opened as Options) };
  }

  #limits() {
    const { signal, ports } = this.#actor.iteration;
    return { signal, timeoutMs: ports.commandTimeoutMs };
  }
}

const DEFAULT_VIEWPORT = { width: 1280, height: 720 };

const FEATURES: Readonly<Record<string, string>> = {
  colorScheme: "prefers-color-scheme",
  reducedMotion: "prefers-reduced-motion",
  forcedColors: "forced-colors",
  contrast: "prefers-contrast",
};

function featuresIn(given: Options): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(FEATURES)
      .map(([option, feature]) => [feature, given[option]] as const)
      .filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Adds an element to the head of the document in which it is called. */
export const ADD_TAG = `({ name, url, content, type }) => new Promise((done, failed) => {
  const element = document.createElement(name === "style" && url ? "link" : name);
  if (type) element.type = type;
  if (url) {
    element.onload = () => done(undefined);
    element.onerror = () => failed(new Error("could not load " + url));
    if (name === "style") Object.assign(element, { rel: "stylesheet", href: url });
    else element.src = url;
  } else element.textContent = content ?? "";
  document.head.append(element);
  if (!url) done(undefined);
})`;

async function sourceOf(script: unknown, arg: unknown, files: SpecFiles): Promise<string> {
  if (typeof script === "function") return `(${String(script)})(${arg === undefined ? "" : JSON.stringify(arg)})`;
  if (typeof script === "string") return script;
  if (isRecord(script) && typeof script.path === "string") return readFile(files.placeOf(script.path), "utf8");
  return isRecord(script) && typeof script.content === "string" ? script.content : "";
}
