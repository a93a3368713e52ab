import { basename } from "node:path";

const SPEC = /\.(spec|test)\.[cm]?[jt]sx?$/;

/** Whether the file is a spec of Playwright Test, by its name. */
export function isSpecFile(file: string): boolean {
  return SPEC.test(file);
}

/** The name of a spec's scenario: `checkout` for `tests/checkout.spec.ts`. */
export function specName(file: string): string {
  return basename(file).replace(SPEC, "");
}
