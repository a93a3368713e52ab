import { formatCount, formatNumber } from "../base/numbers.js";
import { shortPlace, stackPlace } from "../base/wording/stack-place.js";
import { likelyCausesText } from "./likely-causes.js";
import type { RunResult, VerdictReason } from "./model.js";
import { formatShare, oneLine } from "./wording/wording.js";

type Measured = Pick<RunResult, "iterations" | "failures" | "counters">;

/** The reason when more iterations failed than are tolerated; otherwise `undefined`. */
export function failureRateReason(result: Measured, maxFailureRate: number): VerdictReason | undefined {
  const { succeeded, failed } = result.iterations;
  const finished = succeeded + failed;
  if (finished === 0 || failed / finished <= maxFailureRate) return undefined;
  const every = `every iteration failed${finished === 1 ? "" : ` (${formatNumber(failed)} of ${formatNumber(finished)})`}`;
  const some = `${formatNumber(failed)} of ${formatCount(finished, "iteration")} failed (${formatShare(failed / finished)}; ${formatShare(maxFailureRate)} is tolerated)`;
  const why = unansweredTarget(result) ?? mostFrequent(result);
  return { code: "failure-rate", message: `${failed === finished ? every : some}${why === undefined ? "" : `: ${why}`}` };
}

const NETWORK_ERRORS: Readonly<Record<string, string>> = {
  CONNECTION_REFUSED: "connection refused",
  CONNECTION_RESET: "connection reset",
  CONNECTION_CLOSED: "connection closed",
  CONNECTION_TIMED_OUT: "connection timed out",
  CONNECTION_FAILED: "connection failed",
  TIMED_OUT: "connection timed out",
  ADDRESS_UNREACHABLE: "the address cannot be reached",
  INTERNET_DISCONNECTED: "there is no network",
  NAME_NOT_RESOLVED: "the host name could not be resolved",
  EMPTY_RESPONSE: "empty response",
  UNSAFE_PORT: "the browser refuses to use this port",
  SSL_PROTOCOL_ERROR: "TLS failed",
  CERT_AUTHORITY_INVALID: "the certificate is not trusted",
  CERT_COMMON_NAME_INVALID: "the certificate is for another name",
  CERT_DATE_INVALID: "the certificate has expired, or is not valid yet",
};

/** Errors that mean that something answered, though not with a page that a browser can show. */
const ANSWERED = /^(TOO_MANY_REDIRECTS|UNSAFE_REDIRECT|INVALID_|RESPONSE_|CONTENT_|HTTP_|BLOCKED_|INCOMPLETE_)/;

/** The reason when no navigation reached the target: `the target did not answer: connection refused at 127.0.0.1:1 (all 12 navigations)`. */
export function unansweredTarget({ counters, failures }: Measured): string | undefined {
  const navigations = navigationsOf(counters.steps?.by);
  if (navigations === 0 || navigationsOf(counters.failed_steps?.by) < navigations) return undefined;
  const unreached = failures.filter(({ sample }) => networkError(sample.message) !== undefined);
  const [first] = unreached;
  if (first === undefined || sum(unreached.map(({ count }) => count)) < navigations) return undefined;
  const error = networkError(first.sample.message) ?? "";
  const text = NETWORK_ERRORS[error] ?? `net::ERR_${error}`;
  const [, host] = /\b(?:https?|wss?):\/\/([^/\s"'`?#]+)/i.exec(first.sample.message) ?? [];
  const all = navigations === 1 ? "the only navigation" : `all ${formatNumber(navigations)} navigations`;
  return `the target did not answer: ${text}${host === undefined ? "" : ` at ${host}`} (${all})`;
}

function networkError(message: string): string | undefined {
  const error =
    /\b(?:net::)?ERR_([A-Z_]+)\b/.exec(message)?.[1] ?? (/\bECONNREFUSED\b/.test(message) ? "CONNECTION_REFUSED" : undefined);
  return error !== undefined && ANSWERED.test(error) ? undefined : error;
}

function navigationsOf(by: Readonly<Record<string, number>> | undefined): number {
  const own = Object.entries(by ?? {}).filter(([step]) => /^(navigate|reload)\b/.test(step));
  return sum(own.map(([, count]) => count));
}

function mostFrequent({ failures }: Measured): string | undefined {
  const [first] = failures;
  if (first === undefined) return undefined;
  const causes = likelyCausesText(first.sample);
  const message = `${failureText(first.sample, 240)}${causes === undefined ? "" : ` (${causes})`}`;
  return `${failures.length === 1 ? "" : "most often "}${message}`;
}

/** A failure in one line, with the place in the user's code if it is known: `oh no (shop.scenario.ts:12:8)`. */
export function failureText(
  { message, stack }: { readonly message: string; readonly stack?: string | undefined },
  length: number,
): string {
  const place = stack === undefined ? undefined : stackPlace(stack);
  const text = oneLine(message, length);
  return place === undefined || text.includes(shortPlace(place)) ? text : `${text} (${shortPlace(place)})`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
