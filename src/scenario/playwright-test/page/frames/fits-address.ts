import { absoluteMatcher, absolutePattern } from "../../../steps/arguments/url-pattern.js";

/** Whether an address is the one that is asked for: a URL or glob, a regular expression, or a function of the URL. */
export function fitsAddress(wanted: unknown, baseUrl: string | undefined): (url: string) => boolean {
  if (typeof wanted === "function") return (url) => URL.canParse(url) && Boolean((wanted as (url: URL) => unknown)(new URL(url)));
  if (wanted instanceof RegExp) {
    const pattern = new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, ""));
    return (url) => pattern.test(url);
  }
  return absoluteMatcher(absolutePattern(String(wanted), { baseUrl }));
}
