import type { Clock } from "../../base/clock.js";
import { LiveLoadError, messageOf } from "../../base/errors.js";
import { readableSelector } from "../../base/frame-selector.js";
import { openSetUpPage } from "../../browser/set-up-page.js";
import { PageOperationError, type PagePort } from "../../scenario/page-port.js";
import type { OperationOptions } from "../../scenario/ports/operation-options.js";
import type { CallStep } from "../draft/scenario-draft.js";
import { targetSelector } from "../draft/target-selector.js";
import { type PageAction, pageActions } from "./page-actions.js";
import { pageHints, pageNotes } from "./page-notes.js";
import type { PageSight } from "./page-sight.js";
import { PAGE_SIGHT_SOURCE } from "./page-sight-source.generated.js";
import { rehearse } from "./rehearsal.js";
import { WatchedAdapters } from "./watched-adapters.js";

/** A page to look at. */
export interface LookRequest {
  readonly url: URL;
  readonly ignoreCertificateErrors: boolean;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** The page, and the actions on it that have been tried and work. */
export interface PageLook {
  readonly title: string;
  /** Names of interaction adapters. */
  readonly frameworks: readonly string[];
  readonly forms: number;
  readonly buttons: number;
  readonly links: number;
  readonly actions: readonly (readonly CallStep[])[];
  /** Signs that the address may be the wrong one, in words for the person who gave it. */
  readonly hints: readonly string[];
  /** Comments for the scenario. */
  readonly notes: readonly string[];
}

const NAVIGATION_MS = 20_000;
const STEP_MS = 8000;
const QUIET_MS = 3000;
/** Trying actions ends after this time, so that a slow site does not keep a person waiting. */
const TRYING_MS = 15_000;
const MOST_ACTIONS = 3;

/**
 * Opens the page in a browser, looks at it and tries what a user could do there. Rejects with `PAGE_UNREACHABLE`, or because
 * there is no browser.
 */
export async function lookAtPage(request: LookRequest): Promise<PageLook> {
  const { url, ignoreCertificateErrors, clock, env, signal } = request;
  const adapters = new WatchedAdapters();
  const context = ignoreCertificateErrors ? { ignoreCertificateErrors } : {};
  const opened = await openSetUpPage({ connection: "chromium", context, clock, env, signal, adapters });
  const { page } = opened;
  try {
    await open(page, request);
    const sight = await sightOf(page, signal);
    const hints = pageHints(sight, { asked: url, shown: new URL(page.url()) });
    const { chosen, unused, failed } = await tryActions(page, sight, request);
    const actions = await rehearsed(page, chosen, request);
    const all = new Set([...sight.frameworks, ...adapters.seen]);
    const { controls, forms, title } = sight;
    return {
      title,
      frameworks: [...all],
      forms: forms.length,
      buttons: controls.filter(({ role }) => role === "button").length,
      links: controls.filter(({ role }) => role === "link").length,
      actions,
      hints,
      notes: [...pageNotes(sight), ...notUsed(unused, "nothing was sent"), ...notUsed(failed, FAILED)],
    };
  } catch (error) {
    if (!(error instanceof PageOperationError)) throw error;
    throw new LiveLoadError(
      "PAGE_UNREACHABLE",
      `${url.href} cannot be looked at: ${messageOf(error).replace(`${url.href} was`, "it was")}`,
      {
        hint: hintFor(messageOf(error)),
        details: { url: url.href },
        cause: error,
      },
    );
  } finally {
    await opened.close();
  }
}

function hintFor(message: string): string {
  if (/ERR_SSL_PROTOCOL/.test(message)) return "the site does not speak https there: try http://";
  if (/ERR_CERT|ERR_SSL/.test(message)) return "if you trust the site, open it all the same with --ignore-certificate-errors";
  if (/answered 401/.test(message))
    return "name a page that can be opened without logging in; for HTTP basic authentication write http://USER:PASSWORD@HOST";
  if (/answered 403/.test(message)) return "name a page of the site that can be opened without logging in";
  if (/answered 4\d\d/.test(message)) return "correct the address, or name another page of the site";
  if (/answered 5\d\d/.test(message)) return "the site itself failed: look into its log, or name another page";
  if (/ERR_NAME|ERR_CONNECTION|ERR_ADDRESS|ERR_EMPTY/.test(message))
    return "start the site, or correct the address; live-load init without an address writes the files without a look";
  return "check that the page can be opened in a browser";
}

/** Opens the page, and waits until its scripts have come to rest as far as they do, and it has something to use. */
async function open(page: PagePort, { url, signal }: LookRequest): Promise<void> {
  const options = { signal, acceptStatus: (status: number) => status < 400 };
  await page.navigate(url.href, { ...options, timeoutMs: NAVIGATION_MS });
  const { present } = await page.liveViewState({ ...options, timeoutMs: STEP_MS });
  if (present) await page.waitForLiveView({ ...options, timeoutMs: STEP_MS });
  // A page that polls is never idle.
  else
    await page.waits.forURL(ANYWHERE, { ...options, timeoutMs: QUIET_MS, waitUntil: "networkidle" }).catch(unlessAborted(signal));
  const usable = { signal, timeoutMs: QUIET_MS, state: "visible" } as const;
  await page.waitForSelector("a[href], button, input, select, textarea", usable).catch(unlessAborted(signal));
}

/** Ignores that a page did not act in time; an error that comes from a stop is thrown. */
function unlessAborted(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (signal.aborted || (error instanceof PageOperationError && error.kind === "closed")) throw error;
  };
}

const ANYWHERE = { shown: "any address", fits: () => true };

async function sightOf(page: PagePort, signal: AbortSignal): Promise<PageSight> {
  return (await page.evaluate(PAGE_SIGHT_SOURCE, [], { timeoutMs: STEP_MS, signal })) as PageSight;
}

/** The actions for the scenario, and those that send nothing to the server although others do. */
interface Tried {
  readonly chosen: readonly PageAction[];
  readonly unused: readonly PageAction[];
  /** Actions that failed, such as clicks on what something covers. */
  readonly failed: readonly PageAction[];
}

/**
 * Those actions that work, on the page as it is when the ones before are done; a visit is the last. Actions that send nothing to
 * the server are only for want of better ones.
 */
async function tryActions(page: PagePort, sight: PageSight, request: LookRequest): Promise<Tried> {
  const { clock, signal } = request;
  const endsAtMs = clock.now() + TRYING_MS;
  const options = stepOptions(signal);
  const done: PageAction[] = [];
  const local: PageAction[] = [];
  const failed: PageAction[] = [];
  const isEnough = () => done.length >= MOST_ACTIONS || done.at(-1)?.kind === "visit" || clock.now() > endsAtMs;
  const seen = { page, sight, options };
  for await (const action of pageActions(seen)) {
    if (isEnough()) break;
    if (action.kind === "visit" && done.length > 0) break;
    if (done.at(-1)?.kind === "search") await open(page, request);
    const outcome = await outcomeOf(action, page, { options, origin: request.url.origin });
    if (outcome === "answered") done.push(action);
    else if (outcome === "local") local.push(action);
    else {
      failed.push(action);
      await open(page, request);
    }
  }
  const chosen = done.length > 0 ? done : local.slice(0, MOST_ACTIONS);
  return { chosen: inOrder(chosen), unused: local.filter((action) => !chosen.includes(action)), failed };
}

const FAILED = "it did not work, led to an error or away: is something over it, such as a question about cookies?";

/** A comment about actions that are not in the scenario. */
function notUsed(actions: readonly PageAction[], why: string): readonly string[] {
  const targets = actions.flatMap(({ steps }) =>
    steps.flatMap(({ target }) => (target === undefined ? [] : [targetSelector(target)])),
  );
  const names = [...new Set(targets)].map(readableSelector);
  return names.length === 0 ? [] : [`Not used: ${names.join(", ")} (${why})`];
}

/** An action that leads to another page comes last, and only once. */
function inOrder(actions: readonly PageAction[]): readonly PageAction[] {
  const leads = ({ kind }: PageAction) => kind === "search" || kind === "visit";
  return [...actions.filter((action) => !leads(action)), ...actions.filter(leads).slice(0, 1)];
}

/** Plays what was chosen from the start, as an iteration would; what does not work then is left out. */
async function rehearsed(page: PagePort, actions: readonly PageAction[], request: LookRequest): Promise<PageLook["actions"]> {
  const options = stepOptions(request.signal);
  const good: PageAction[] = [];
  await open(page, request);
  for (const action of actions) {
    if ((await outcomeOf(action, page, { options, origin: request.url.origin })) !== "failed") good.push(action);
    else await open(page, request);
  }
  return good.map(({ steps }) => steps);
}

/** Whether the steps work, and the server has answered one of them. */
async function outcomeOf(
  action: PageAction,
  page: PagePort,
  { options, origin }: { readonly options: OperationOptions; readonly origin: string },
): Promise<"answered" | "local" | "failed"> {
  try {
    let isAnswered = false;
    for (const step of action.steps) isAnswered = (await rehearse(step, { page, options })) || isAnswered;
    if (page.takeRefusedDocument((status) => status < 400) !== undefined) return "failed";
    if (new URL(page.url()).origin !== origin) return "failed";
    return isAnswered ? "answered" : "local";
  } catch (error) {
    if (options.signal.aborted || !(error instanceof PageOperationError) || error.kind === "closed") throw error;
    return "failed";
  }
}

function stepOptions(signal: AbortSignal): OperationOptions {
  return { timeoutMs: STEP_MS, signal, strict: true, acceptStatus: (status) => status < 400 };
}
