import { LiveLoadError } from "../../base/errors.js";
import { likelyCausesText } from "../../result/likely-causes.js";
import type { RunAggregate } from "../../result/run-aggregate.js";

/**
 * Users whose iterations all fail cost next to nothing: there is nothing to measure. `browser` is the name of the trial's connection.
 *
 * @throws LiveLoadError `SETUP_FAILED` when iterations failed and none succeeded
 */
export function requireSuccess(aggregate: RunAggregate, browser: string): void {
  const [succeeded = 0, failed = 0] = ["succeeded", "failed"].map((outcome) => aggregate.counters.find("iterations", outcome));
  // Iterations that the end of the trial interrupted do not count either way.
  if (failed === 0 || succeeded > 0) return;
  const sample = aggregate.failures()[0]?.first?.sample;
  const causes = sample === undefined ? undefined : likelyCausesText(sample);
  const why = sample === undefined ? "no reason was given" : `${sample.message}${causes === undefined ? "" : ` (${causes})`}`;
  const isProtocol = browser === "protocol";
  const whose = isProtocol ? "every iteration without a browser" : "every iteration";
  throw new LiveLoadError("SETUP_FAILED", `nothing can be calibrated: ${whose} failed, such as: ${why}`, {
    hint: isProtocol
      ? "run it with --browser protocol --users 1 first; live-load plan names the steps that need a browser"
      : "run the scenario with one user first",
  });
}
