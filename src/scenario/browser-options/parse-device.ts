import { closest } from "../../base/wording/suggest.js";
import type { BrowserOptions } from "./browser-options.js";
import { DEVICES } from "./devices.generated.js";

/** The options that a device stands for. */
export type Device = Pick<BrowserOptions, "userAgent" | "viewport" | "screen" | "deviceScaleFactor" | "isMobile" | "hasTouch">;

/** The name of a device; `undefined` for anything else. */
export function parseDevice(raw: unknown): string | undefined {
  return typeof raw === "string" && deviceNamed(raw) !== undefined ? raw : undefined;
}
parseDevice.schema = { enum: Object.keys(DEVICES) };
parseDevice.hint = (raw: unknown): string => {
  const meant = typeof raw === "string" ? closest(raw, Object.keys(DEVICES)) : undefined;
  return meant === undefined ? "the names are those of Playwright's devices" : `did you mean ${JSON.stringify(meant)}?`;
};

/** The device of this name, if there is one. */
export function deviceNamed(name: string): Device | undefined {
  return Object.hasOwn(DEVICES, name) ? DEVICES[name] : undefined;
}
