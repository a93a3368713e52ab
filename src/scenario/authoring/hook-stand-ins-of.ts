import { LiveLoadError } from "../../base/errors.js";
import type { HookStandIn, HookStandIns } from "./hook-stand-in.js";
import { partsOf } from "./scenario-parts.js";
import type { Scenario } from "./scenario-types.js";

/** They run the hooks themselves. */
const BROWSERS: readonly string[] = ["chromium", "playwright"];

/**
 * What the scenario and the parts of a mix do in place of client hooks, for users of this connection.
 * @throws LiveLoadError `INVALID_OPTION` when two parts stand in for one hook: users of both share a site, whose hook is one
 */
export function hookStandInsOf(scenario: Scenario, connection: string): HookStandIns {
  if (BROWSERS.includes(connection)) return {};
  const standIns = new Map<string, { readonly standIn: HookStandIn; readonly part: string }>();
  for (const { name: part = scenario.name, scenario: own } of partsOf(scenario)) {
    for (const [hook, standIn] of Object.entries(own.hooks)) {
      const other = standIns.get(hook);
      if (other !== undefined && other.standIn !== standIn) throw refused(hook, [other.part, part]);
      standIns.set(hook, { standIn, part });
    }
  }
  return Object.fromEntries([...standIns].map(([hook, { standIn }]) => [hook, standIn]));
}

function refused(hook: string, parts: readonly string[]): LiveLoadError {
  const both = parts.map((part) => JSON.stringify(part)).join(" and ");
  return new LiveLoadError("INVALID_OPTION", `hooks.${hook} is in ${both} of the mix, and they differ`, {
    hint: "let both import it from one module",
    details: { option: "hooks", value: hook },
  });
}
