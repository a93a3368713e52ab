import { formatCount, formatNumber } from "../../base/numbers.js";
import { oneLine } from "../../result/wording/wording.js";
import type { Figures } from "../figures.js";

/** What may go wrong without an iteration that fails, most telling first. */
const TROUBLES: readonly (readonly [metric: string, title: string])[] = [
  ["dropped_iterations", "dropped iterations"],
  ["failed_steps", "failed steps"],
  ["failed_checks", "failed expectations"],
  ["liveview_crashes", "crashes of live views"],
  ["liveview_disconnections", "live views that lost their connection"],
  ["http_failures", "failed HTTP requests"],
  ["page_errors", "errors of the page’s scripts"],
  ["users_replaced", "users that went on with a fresh browser context"],
  ["users_lost", "users lost with their node"],
];
const MAX_PARTS = 3;

/** Counts of what went wrong; nothing where nothing did. */
export function Troubles({ counters }: { readonly counters: Figures["counters"] }) {
  const found = TROUBLES.flatMap(([metric, title]) => {
    const counter = counters[metric];
    return counter === undefined || counter.aggregate === 0 ? [] : [{ metric, title, ...counter }];
  });
  if (found.length === 0) return null;
  return (
    <ul class="troubles" aria-label="What else was counted">
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
