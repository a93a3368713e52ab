import { templatePath } from "../../../telemetry/page-templates.js";
import { ACCEPTED_STATUS_FORMAT, acceptsStatus, parseAcceptedStatus } from "../../authoring/accepted-status.js";
import { LOAD_STATES, type LoadOptions, type LoadState } from "../../ports/history.js";
import { absoluteUrl } from "../arguments/absolute-url.js";
import { filledTextParameter, misfit, type StepDefinition } from "../step-call.js";
import { type PageOperation, pageStep } from "./page-steps.js";

const LOADING = { options: ["status", "waitUntil"] } as const;

/** Steps that lead to another document. */
export const HISTORY_STEPS = {
  navigate: pageStep(
    [filledTextParameter("url")],
    (page, [given], operation) => {
      const { call } = operation;
      const { config, routes } = call.iteration.user;
      // If this is not a URL, the report should still name what was requested, not the current page.
      call.describe({ target: given, label: `navigate ${templatePath(given, routes)}` });
      const url = absoluteUrl(given, config);
      call.describe({ target: url, label: `navigate ${templatePath(url, routes)}` });
      const referer = checkReferer(operation.given.referer, config);
      return page.navigate(url, { ...loadOptions(operation), ...(referer === undefined ? {} : { referer }) });
    },
    { options: [...LOADING.options, "referer"] },
  ),
  reload: pageStep([], (page, _none, operation) => page.reload(loadOptions(operation)), LOADING),
  goBack: pageStep([], (page, _none, operation) => page.history.goBack(loadOptions(operation)), LOADING),
  goForward: pageStep([], (page, _none, operation) => page.history.goForward(loadOptions(operation)), LOADING),
} as const satisfies Readonly<Record<string, StepDefinition>>;

/** The option `waitUntil`; `load` by default. */
export function checkWaitUntil(waitUntil: unknown): LoadState {
  const state = waitUntil === undefined ? "load" : LOAD_STATES.find((known) => known === waitUntil);
  if (state !== undefined) return state;
  throw new TypeError(misfit({ name: "waitUntil", allowed: LOAD_STATES.join(", ") }, waitUntil));
}

/** The option `status` adds to the statuses that the run accepts. */
export function loadOptions({
  options,
  given: { status: raw, waitUntil },
  call,
}: Pick<PageOperation, "options" | "given" | "call">): LoadOptions {
  const load = { ...options, waitUntil: checkWaitUntil(waitUntil) };
  if (raw === undefined) return load;
  const own = parseAcceptedStatus(raw);
  if (own === undefined) throw new TypeError(misfit({ name: "status", allowed: ACCEPTED_STATUS_FORMAT }, raw));
  const { acceptsStatus: always } = call.iteration.user;
  return { ...load, acceptStatus: (status) => always(status) || acceptsStatus(own, status) };
}

function checkReferer(referer: unknown, config: unknown): string | undefined {
  if (referer === undefined) return undefined;
  const parameter = filledTextParameter("referer");
  if (!parameter.accepts(referer)) throw new TypeError(misfit({ ...parameter, allowed: "a URL" }, referer));
  return absoluteUrl(referer, config);
}
