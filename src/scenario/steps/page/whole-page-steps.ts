import type { StorageState } from "../../page-port.js";
import { functionSource } from "../arguments/function-source.js";
import { filledTextParameter, misfit, type Parameter, type StepCall, type StepDefinition } from "../step-call.js";
import { measured, operationOptions, pageLabel, pageStep } from "./page-steps.js";

const STORAGE: Parameter<StorageState> = {
  name: "state",
  allowed: "a state that storageState returned",
  accepts: (value): value is StorageState => {
    const { cookies, origins } = (typeof value === "object" && value !== null ? value : {}) as Partial<StorageState>;
    return Array.isArray(cookies) && Array.isArray(origins);
  },
};

/** Steps on the page as a whole. */
export const WHOLE_PAGE_STEPS = {
  ensureLiveView: pageStep([], async (page, _none, { options }) => {
    const { present, connected } = await page.liveViewState(options);
    if (!present) throw new Error("there is no LiveView on this page: no element has data-phx-session");
    if (!connected) await page.waitForLiveView(options);
  }),
  waitForLiveView: pageStep([], (page, _none, { options }) => page.waitForLiveView(options)),
  evaluate: { perform: (call) => measured(call, prepareEvaluate) },
  screenshot: pageStep([filledTextParameter("name")], async (page, [name], { options, call }) => {
    const png = await page.screenshot(options);
    call.iteration.throwIfEnded();
    call.iteration.ports.observer.screenshot(name, png);
  }),
  storageState: pageStep(
    [],
    (page, _none, { options, given }) => page.storageState({ ...options, indexedDB: wantsDatabases(given) }),
    { options: ["indexedDB"] },
  ),
  restoreStorageState: pageStep([STORAGE], (page, [state], { options }) => page.restoreStorageState(state, options)),
  resetStorageState: pageStep([], (page, _none, { options }) => page.resetStorageState(options)),
  page: {
    perform: (call) => {
      const native = call.iteration.ports.page.nativePage();
      if (native !== undefined) return native;
      throw new Error("this browser engine has no page object of its own; run with --browser playwright");
    },
  },
} as const satisfies Readonly<Record<string, StepDefinition>>;

function wantsDatabases({ indexedDB }: Readonly<Record<string, unknown>>): boolean {
  if (indexedDB === undefined || typeof indexedDB === "boolean") return indexedDB === true;
  throw new TypeError(misfit({ name: "indexedDB", allowed: "true or false" }, indexedDB));
}

async function prepareEvaluate(call: StepCall) {
  const [fn, ...args] = call.args;
  const source = functionSource(fn);
  call.resolved.push(source, ...args);
  call.describe({ label: pageLabel(call) });
  const { page } = call.iteration.ports;
  return async () => ({ value: await page.evaluate(source, args, operationOptions(call)) });
}
