import { LiveLoadError } from "../../base/errors.js";
import { formatNumber } from "../../base/numbers.js";
import { MAX_STAGES } from "../../load/plan-stages.js";
import { MAX_LISTED } from "../../protocol/messages.js";
import type { LoadedScenario } from "./loaded-scenario.js";

/** A quarter of the control channel's frame limit. */
const MAX_TEXT_BYTES = 8 * 1024 * 1024;

/** Throws `INVALID_OPTION` for what no node would accept: lists or texts that exceed the limits of the protocol. */
export function checkShipment(
  loaded: Pick<LoadedScenario, "plan" | "throttles" | "assets" | "options"> & {
    readonly pools: { readonly assigned: readonly unknown[] };
    readonly storageState?: unknown;
  },
): void {
  const { plan, throttles, assets, pools, options, storageState } = loaded;
  checkLength("stages", plan.stages, MAX_STAGES);
  const lists = { throttles, assets, "data pools": pools.assigned };
  for (const [what, list] of Object.entries(lists)) checkLength(what, list, MAX_LISTED);
  const { options: given, routes } = options.values;
  const names = throttles.map(({ name }) => name);
  const texts = {
    options: given,
    routes,
    throttles: names,
    "data pools": pools.assigned,
    "entries of storageState": storageState ?? "",
  };
  for (const [what, value] of Object.entries(texts)) {
    const sizeBytes = Buffer.byteLength(JSON.stringify(value));
    if (sizeBytes <= MAX_TEXT_BYTES) continue;
    const most = `at most ${formatNumber(MAX_TEXT_BYTES)}`;
    throw refused(what, sizeBytes, `the ${what} have ${formatNumber(sizeBytes)} bytes as JSON, and a node takes ${most}`);
  }
}

function checkLength(what: string, { length }: readonly unknown[], most: number): void {
  if (length <= most) return;
  throw refused(what, length, `there are ${formatNumber(length)} ${what}, and a node takes at most ${formatNumber(most)}`);
}

function refused(option: string, value: number, message: string): LiveLoadError {
  return new LiveLoadError("INVALID_OPTION", message, {
    hint: "large data goes to the nodes as a data pool or an asset",
    details: { option, value },
  });
}
