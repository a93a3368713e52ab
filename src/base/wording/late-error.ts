import { messageOf } from "../errors.js";
import { userPlace } from "./user-place.js";

/** A warning about an error that came when nobody waited for it any more. `who` is the code that caused it. */
export function lateErrorText(who: string, error: unknown): string {
  const place = userPlace(error);
  const where = place === undefined ? "" : ` (${place})`;
  return `${who} left a promise unawaited that failed: ${messageOf(error)}${where}`;
}
