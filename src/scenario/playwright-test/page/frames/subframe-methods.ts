import { readFile } from "node:fs/promises";
import { withDeadline } from "../../../../base/deadline.js";
import type { PageFrame, PageFrames } from "../../../ports/frames.js";
import { urlCondition } from "../../../steps/arguments/url-condition.js";
import { measured, operationOptions } from "../../../steps/page/page-steps.js";
import type { StepDefinition } from "../../../steps/step-call.js";
import { type DrivenPage, stepOptions } from "../actor.js";
import { asFunction, untilTrue } from "../as-function.js";
import type { TestLocator } from "../locator.js";
import { ADD_TAG } from "../page-changes.js";

type Options = Readonly<Record<string, unknown>>;

/** The page of a frame, as far as these methods need it. */
interface LoadingPage extends DrivenPage {
  leading(operate: () => Promise<unknown>, frameId: string): Promise<unknown>;
  waitForTimeout(timeoutMs: number): Promise<void>;
}

/** The frame of an `iframe`. */
interface Subframe {
  readonly known: PageFrame;
  readonly root: TestLocator;
  page(): DrivenPage;
}

type Method = (frame: Subframe, ...args: readonly unknown[]) => Promise<unknown>;

/** Methods of the document in an `iframe`; for the page's own frame they are those of the page. */
export const SUBFRAME_METHODS: Readonly<Record<string, Method>> = {
  title: ({ root }) => root.evaluate("() => document.title"),
  content: ({ root }) => root.evaluate(CONTENT),
  async setContent({ root }, html) {
    await root.evaluate("(root, html) => { document.open(); document.write(html); document.close(); }", html);
  },
  goto: async (frame, url, options) => leading(frame, options, () => frame.root.evaluate(GO_TO, absolute(frame, String(url)))),
  waitForNavigation: (frame, options) => leading(frame, options, async () => {}),
  async waitForURL(frame, url, options = {}) {
    await untilAt(frame, url, options as Options);
    await loaded(frame, options as Options);
  },
  async waitForLoadState(frame, state = "load", options = {}) {
    await loaded(frame, { ...(options as Options), waitUntil: state });
  },
  async waitForFunction({ root }, fn, arg, options) {
    const value = await root.evaluate(`(root, arg) => (${untilTrue(String(asFunction(fn)))})(arg)`, arg, options as Options);
    return { jsonValue: async () => value, dispose: async () => {}, asElement: () => null };
  },
  waitForTimeout: (frame, timeoutMs) => pageOf(frame).waitForTimeout(Number(timeoutMs)),
  addScriptTag: (frame, given) => addTag(frame, "script", given as Options),
  addStyleTag: (frame, given) => addTag(frame, "style", given as Options),
};

const GO_TO = "(root, url) => { location.href = url; }";
const CONTENT = `(root) => {
  const { doctype } = document;
  return (doctype === null ? "" : new XMLSerializer().serializeToString(doctype)) + root.outerHTML;
}`;

function pageOf(frame: Subframe): LoadingPage {
  return frame.page() as LoadingPage;
}

function absolute(frame: Subframe, url: string): string {
  return new URL(url, frame.page().actor.defaults.baseURL ?? frame.page().port.url()).href;
}

/** Waits for the document to which an operation leads the frame, and resolves to its response. */
function leading(frame: Subframe, given: unknown, operate: () => Promise<unknown>): Promise<unknown> {
  const { url, ...options } = (given ?? {}) as Options;
  return pageOf(frame).leading(async () => {
    const arrived = navigation(frame);
    try {
      await operate();
      await untilAt(frame, url ?? (() => true), { ...options, after: arrived.seen });
      await loaded(frame, options);
    } finally {
      arrived.end();
    }
  }, frame.known.id);
}

/** The next document or address of a frame. */
function navigation(frame: Subframe): { readonly seen: Promise<void>; end(): void } {
  let end = () => {};
  const seen = new Promise<void>((resolve) => {
    end = framesOf(frame).listen({ navigated: (one) => one === frame.known && resolve() });
  });
  return { seen, end };
}

function framesOf(frame: Subframe): PageFrames {
  return frame.page().port.frames as PageFrames;
}

async function untilAt(frame: Subframe, url: unknown, { after, waitUntil: _waitUntil, ...options }: Options): Promise<void> {
  const { actor, port } = frame.page();
  const { timeout } = stepOptions(options, actor.defaults.navigationTimeoutMs);
  const args = [url, { frame: frame.known, frames: framesOf(frame), after, timeout }];
  await actor.perform(port, { operation: "waitForURL", definition: FRAME_ADDRESS, args, call: "frame.waitForURL" });
}

/** The second argument of {@link FRAME_ADDRESS}. */
interface AwaitedAddress {
  readonly frame: PageFrame;
  readonly frames: PageFrames;
  /** What has to happen before the address counts. */
  readonly after: Promise<void> | undefined;
  readonly timeout: unknown;
}

/** Waits until a frame has an address, which is the first argument. */
const FRAME_ADDRESS: StepDefinition = {
  reads: true,
  perform: (call) =>
    measured(call, async () => {
      const { frame, frames, after, timeout } = call.args[1] as AwaitedAddress;
      const { fits, rethrow } = urlCondition<PageFrame>(call, {
        urlOf: ({ url }) => url,
        argumentOf: ({ url }) => new URL(url),
        named: "the URL",
      });
      const { signal, timeoutMs } = operationOptions(call, typeof timeout === "number" ? timeout : undefined);
      const { clock } = call.iteration.ports;
      return async () => {
        let end = () => {};
        const there = new Promise<void>((resolve, reject) => {
          const look = () => fits(frame) && resolve();
          end = frames.listen({
            navigated: (one) => one === frame && look(),
            detached: (one) => one === frame && reject(new Error("frame was detached")),
          });
          if (after === undefined) look();
          else void after.then(look);
        });
        try {
          await withDeadline(there, { clock, signal, timeoutMs, what: "the frame to have the URL" });
        } finally {
          end();
        }
        rethrow();
        return { value: undefined };
      };
    }),
};

/** Waits until the frame's document is as far as `waitUntil` says, by default loaded. */
async function loaded({ root }: Subframe, { waitUntil = "load", ...options }: Options): Promise<void> {
  if (waitUntil === "commit") return;
  const states = waitUntil === "domcontentloaded" ? ["interactive", "complete"] : ["complete"];
  await root.evaluate(untilTrue(`() => ${JSON.stringify(states)}.includes(document.readyState)`), undefined, options);
}

async function addTag(frame: Subframe, name: "script" | "style", { url, path, type, content }: Options): Promise<unknown> {
  const { files } = frame.page().actor.defaults;
  const text = typeof path === "string" ? await readFile(files.placeOf(path), "utf8") : content;
  return frame.root.evaluate(`(root, tag) => (${ADD_TAG})(tag)`, { name, url, content: text, type });
}
