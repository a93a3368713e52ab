import { closest } from "../base/wording/suggest.js";
import { OPTION_NAMES } from "../config/options.js";
import { environmentName } from "../config/resolved-options.js";

/** Variables that stand for no option: of every command, of nodes, and of what runs in a cluster. */
const OTHERS = [
  ...["BROWSER_PATH", "DEBUG", "PROMETHEUS_HEADERS"],
  ...[
    "SECRET",
    "SECRET_FILE",
    "NODE",
    "NODE_FILE",
    "CPUS",
    "MEMORY",
    "TMP",
    "PASSED_ENV",
    "WITHOUT_BROWSER",
    "POD_NAME",
    "POD_IP",
    "POD_UID",
  ],
].map((name) => `LIVELOAD_${name}`);

/** A warning for each variable `LIVELOAD_…` that nobody reads. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const known = [...OPTION_NAMES.map(environmentName), ...OTHERS];
  const unknown = Object.keys(env).filter((name) => name.startsWith("LIVELOAD_") && !known.includes(name));
  return unknown.sort().map((name) => {
    // The prefix that all have in common would make any two names look alike.
    const near = closest(
      name.slice("LIVELOAD_".length),
      known.map((one) => one.slice("LIVELOAD_".length)),
    );
    return `the environment variable ${name} is unknown, and ignored${near === undefined ? "" : `: did you mean LIVELOAD_${near}?`}`;
  });
}
