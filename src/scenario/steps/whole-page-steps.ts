import { templatePath } from "../../telemetry/page-templates.js";
import { ACCEPTED_STATUS_FORMAT, acceptsStatus, parseAcceptedStatus } from "../authoring/accepted-status.js";
import type { OperationOptions, StorageState } from "../page-port.js";
import { measured, operationOptions, type PageOperation, pageLabel, pageStep } from "./page-steps.js";
import { filledTextParameter, misfit, type Parameter, type StepCall, type StepDefinition } from "./step-call.js";

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
  navigate: pageStep(
    [filledTextParameter("url")],
    (page, [given], operation) => {
      const { call } = operation;
      const { config, routes } = call.iteration.user;
      // If this is not a URL, the report should still name what was requested, not the current page.
      call.describe({ target: given, label: `navigate ${templatePath(given, routes)}` });
      const url = absoluteUrl(given, config);
      call.describe({ target: url, label: `navigate ${templatePath(url, routes)}` });
      return page.navigate(url, loadOptions(operation));
    },
    { options: ["status"] },
  ),
  reload: pageStep([], (page, _none, operation) => page.reload(loadOptions(operation)), { options: ["status"] }),
  ensureLiveView: pageStep([], async (page, _none, { options }) => {
    const { present, connected } = await page.liveViewState(options);
    if (!present) throw new Error("there is no LiveView on this page: no element has data-phx-session");
    if (!connected) await page.waitForLiveView(options);
  }),
  waitForLiveView: pageStep([], (page, _none, { options }) => page.waitForLiveView(options)),
  content: pageStep([], (page, _none, { options }) => page.content(options), { reads: true }),
  evaluate: { perform: (call) => measured(call, prepareEvaluate) },
  screenshot: pageStep([filledTextParameter("name")], async (page, [name], { options, call }) => {
    const png = await page.screenshot(options);
    call.iteration.throwIfEnded();
    call.iteration.ports.observer.screenshot(name, png);
  }),
  storageState: pageStep([], (page, _none, { options }) => page.storageState(options)),
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

/** The option `status` adds to the statuses that the run accepts. */
function loadOptions({ options, given: { status: raw }, call }: PageOperation): OperationOptions {
  if (raw === undefined) return options;
  const own = parseAcceptedStatus(raw);
  if (own === undefined) throw new TypeError(misfit({ name: "status", allowed: ACCEPTED_STATUS_FORMAT }, raw));
  const { acceptsStatus: always } = call.iteration.user;
  return { ...options, acceptStatus: (status) => always(status) || acceptsStatus(own, status) };
}

async function prepareEvaluate(call: StepCall) {
  const [fn, ...args] = call.args;
  if (typeof fn !== "function") throw new TypeError("its first argument must be a function, which is called in the page");
  const source = String(fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source))
    throw new TypeError("a built-in or bound function has no source text to send to the page");
  call.resolved.push(source, ...args);
  call.describe({ label: pageLabel(call) });
  const { page } = call.iteration.ports;
  return async () => ({ value: await page.evaluate(source, args, operationOptions(call)) });
}

const HOW_TO_SET =
  "set it with --option baseUrl=http://HOST:PORT, or pass the environment variable that config reads with --env NAME";

/** Resolves a relative URL against the `baseUrl` of the scenario's config. */
function absoluteUrl(url: string, config: unknown): string {
  if (/^[\w.-]+:\d+(\/|$)/.test(url)) throw new TypeError(`${JSON.stringify(url)} has no scheme: write http://${url}`);
  if (URL.canParse(url)) return url;
  const base = (config as { readonly baseUrl?: unknown } | null | undefined)?.baseUrl;
  if (typeof base !== "string" || !URL.canParse(base)) {
    const isMissing = /^(undefined|null|NaN)\b/.test(url);
    const why = isMissing
      ? `begins with ${JSON.stringify(url.split("/")[0])}: a value in it is missing`
      : "is relative, and the scenario's config has no valid baseUrl";
    throw new TypeError(`${JSON.stringify(url)} ${why}; ${HOW_TO_SET}`);
  }
  if (!URL.canParse(url, base)) throw new TypeError(`${JSON.stringify(url)} is not a URL`);
  return new URL(url, base).href;
}
