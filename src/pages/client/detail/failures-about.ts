import { metricSpec } from "../../../telemetry/metrics.js";
import { templatePath } from "../../../telemetry/page-templates.js";
import type { ShownResult } from "../../shown-result.js";

type Sample = ShownResult["failures"][number]["sample"];

/** `GET /cart answered 503`, as messages and likely causes have it. */
const REQUEST = /\b([A-Z]+) (\S+) (?:answered|failed)\b/g;

/** Whether a failure happened in this step, on this page, or because a request to this endpoint failed. */
export function isAbout(sample: Sample, metric: string, value: string): boolean {
  switch (metricSpec(metric)?.dimension) {
    case "step":
      return sample.operation === value;
    case "page":
      return sample.page === value;
    case "method and path":
      return requestsIn(sample).includes(value);
    default:
      return false;
  }
}

/** The endpoints of the failed requests that a failure names. */
function requestsIn({ message, likelyCauses = [] }: Sample): readonly string[] {
  return [message, ...likelyCauses].flatMap((text) =>
    [...text.matchAll(REQUEST)].map(([, method, url = ""]) => `${method} ${templatePath(url)}`),
  );
}
