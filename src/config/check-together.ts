import { formatDuration } from "../base/duration.js";
import { LiveLoadError } from "../base/errors.js";
import { PerUser } from "../scenario/browser-options/per-user.js";
import { backgroundPlanOf } from "./background-plan-of.js";
import { loadPlanOf } from "./load-plan-of.js";
import { type ResolvedOptions, spelling, spellingBeside } from "./resolved-options.js";

/** Checks options that depend on each other. Throws `INVALID_OPTION`. */
export function checkTogether(resolved: ResolvedOptions, known: { readonly scenarioIsKnown: boolean }): void {
  checkCertificate(resolved);
  checkCalibration(resolved);
  checkBrowserless(resolved);
  const background = backgroundPlanOf(resolved, loadPlanOf(resolved, known));
  checkProxy(resolved, { hasBackground: background !== undefined });
}

const LEAST_CALIBRATION_MS = 10_000;

function checkCalibration({ values: { calibrate, calibrationTime }, origins }: ResolvedOptions): void {
  if (!calibrate || calibrationTime >= LEAST_CALIBRATION_MS) return;
  const name = spelling("calibrationTime", origins.calibrationTime);
  throw new LiveLoadError("INVALID_OPTION", `${name} is ${formatDuration(calibrationTime)}, but it takes at least 10s`, {
    hint: "users are added gradually, and each number of users is observed for some seconds",
    details: { option: "calibrationTime", value: calibrationTime, allowed: "at least 10s" },
  });
}

function checkCertificate({ values, origins }: ResolvedOptions): void {
  if ((values.tlsCert === undefined) === (values.tlsKey === undefined)) return;
  const [given, missing] = values.tlsCert === undefined ? (["tlsKey", "tlsCert"] as const) : (["tlsCert", "tlsKey"] as const);
  throw new LiveLoadError(
    "INVALID_OPTION",
    `${spelling(given, origins[given])} is of no use without ${spellingBeside(missing, origins[given])}`,
    {
      hint: "a certificate and its key go together",
      details: { option: missing },
    },
  );
}

/** Refuses options that users without a browser would silently ignore. */
function checkBrowserless({ values, origins }: ResolvedOptions): void {
  if (values.browser !== "protocol") return;
  const given = { headed: values.headed, network: values.network !== undefined, trace: values.trace };
  const name = (["headed", "network", "trace"] as const).find((each) => given[each]);
  if (name === undefined) return;
  const { what, hint } = NEEDS_BROWSER[name];
  throw new LiveLoadError("INVALID_OPTION", `${spelling(name, origins[name])} ${what}, and users of protocol have none`, {
    hint,
    details: { option: name, value: values[name], allowed: "only with a browser" },
  });
}

const NEEDS_BROWSER = {
  headed: {
    what: "shows the windows of a browser",
    hint: "leave it out, also --pause-on-failure, or use --browser chromium",
  },
  network: {
    what: "slows down the network of a browser",
    hint: "leave it out, or use --browser chromium; block and setOffline work without a browser",
  },
  trace: {
    what: "records what a browser does",
    hint: "leave it out, or use --browser chromium or --browser playwright",
  },
} as const;

/** Connections of Node.js know no `socks4`, and users without a browser have no others. */
function checkProxy({ values, origins }: ResolvedOptions, { hasBackground }: { readonly hasBackground: boolean }): void {
  const { browser, proxy } = values;
  // A function of the scenario returns its value only when a user opens.
  const server = proxy instanceof PerUser ? undefined : proxy?.server;
  if (server?.startsWith("socks4:") !== true || !(browser === "protocol" || hasBackground)) return;
  const name = spelling("proxy", origins.proxy);
  const who = browser === "protocol" ? "users of protocol" : "background users";
  throw new LiveLoadError("INVALID_OPTION", `${name} is ${server}, which ${who} cannot use: they have no browser`, {
    hint: "use a proxy with http://, https:// or socks5://",
    details: { option: "proxy", value: server, allowed: "http://, https:// or socks5:// without a browser" },
  });
}
