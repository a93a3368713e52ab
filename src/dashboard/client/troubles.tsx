import { formatCount, formatNumber } from "../../base/numbers.js";
import { oneLine } from "../../result/wording/wording.js";
import type { Figures } from "../figures.js";

/** Counters of troubles that need not fail an iteration, most important first. */
const TROUBLES: readonly (readonly [metric: string, title: string])[] = [
  ["dropped_iterations", "dropped iterations"],
  ["failed_steps", "failed steps"],
  ["failed_checks", "failed expectations"],
  ["liveview_crashes", "live view crashes"],
  ["liveview_disconnections", "lost live view connections"],
  ["http_failures", "failed HTTP requests"],
  ["page_errors", "script errors in pages"],
  ["users_replaced", "users that continued with a new browser context"],
  ["users_lost", "users lost with their node"],
];
const MAX_PARTS = 3;

/** Counts of troubles; renders nothing if there were none. */
export function Troubles({ counters }: { readonly counters: Figures["counters"] }) {
  const found = TROUBLES.flatMap(([metric, title]) => {
    const counter = counters[metric];
    return counter === undefined || counter.aggregate === 0 ? [] : [{ metric, title, ...counter }];
  });
  if (found.length === 0) return null;
  return (
    <ul class="troubles" aria-label="Other troubles">
      {found.map(({ metric, title, aggregate, by }) => (
        <li key={metric}>
          <strong>{formatNumber(aggregate)}</strong> {title} <span class="faint">{partsText(by)}</span>
        </li>
      ))}
    </ul>
  );
}

function partsText(by: Readonly<Record<string, number>>): string {
  const parts = Object.entries(by).sort(([, a], [, b]) => b - a);
  if (parts.length === 0) return "";
  const shown = parts.slice(0, MAX_PARTS).map(([name, count]) => `${oneLine(name, 60)} ${formatNumber(count)}`);
  const rest = parts.length > MAX_PARTS ? [formatCount(parts.length - MAX_PARTS, "other")] : [];
  return `· ${[...shown, ...rest].join(", ")}`;
}
