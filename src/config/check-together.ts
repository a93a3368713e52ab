import { LiveLoadError } from "../base/errors.js";
import { loadPlanOf } from "./load-plan-of.js";
import { type ResolvedOptions, spelling } from "./resolved-options.js";

/** Checks what no option can know alone. Throws `INVALID_OPTION`. */
export function checkTogether(resolved: ResolvedOptions): void {
  checkCertificate(resolved);
  loadPlanOf(resolved);
}

function checkCertificate({ values, origins }: ResolvedOptions): void {
  if ((values.tlsCert === undefined) === (values.tlsKey === undefined)) return;
  const [given, missing] = values.tlsCert === undefined ? (["tlsKey", "tlsCert"] as const) : (["tlsCert", "tlsKey"] as const);
  throw new LiveLoadError("INVALID_OPTION", `${spelling(given, origins[given])} is of no use without ${missing}`, {
    hint: "a certificate and its key go together",
    details: { option: missing },
  });
}
