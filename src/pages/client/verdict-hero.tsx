import type { ComponentChildren } from "preact";
import { formatCount } from "../../base/numbers.js";
import { VERDICT_WORDS, verdictMeaning } from "../../result/wording/summary.js";
import { isErrorCode } from "../../result/wording/wording.js";
import type { ShownResult } from "../shown-result.js";

type Reason = ShownResult["verdictReasons"][number];

/** With more reasons than this, all but the first are folded, so that they do not push the chart off the first screen. */
const MOST_REASONS = 2;

/** The head of a page with a verdict. */
export function VerdictHero(
  props: Pick<ShownResult, "verdict" | "name" | "sentence"> & {
    readonly verdictReasons: readonly Reason[];
    readonly hasThresholds: boolean;
    readonly note: string | undefined;
    readonly facts: readonly string[];
    readonly children?: ComponentChildren;
  },
) {
  const { verdict, verdictReasons, name, sentence, hasThresholds, note, facts, children } = props;
  const { mark } = VERDICT_WORDS[verdict];
  return (
    <header id="overview" class={`hero ${verdict}`}>
      <p class="verdict">
        <span class="badge">
          <span aria-hidden="true">{mark}</span> {verdict}
        </span>
        <span class="meaning">{verdictMeaning(verdict, hasThresholds)}</span>
      </p>
      <h1>{name}</h1>
      <p class="sentence">{sentence}</p>
      {verdictReasons.length === 0 ? null : <Reasons reasons={verdictReasons} />}
      {note === undefined ? null : <p class="note">{note}</p>}
      {children}
      <p class="facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </header>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  const shown = reasons.length > MOST_REASONS ? 1 : reasons.length;
  const rest = reasons.length - shown;
  return (
    <div class="reasons">
      <ReasonList reasons={reasons.slice(0, shown)} />
      {rest === 0 ? null : (
        <details>
          <summary>{formatCount(rest, "more reason")}</summary>
          <ReasonList reasons={reasons.slice(shown)} />
        </details>
      )}
    </div>
  );
}

function ReasonList({ reasons }: { readonly reasons: readonly Reason[] }) {
  return (
    <ul>
      {reasons.map(({ code, message }, index) => (
        <li key={`${code}-${index}`} data-error={isErrorCode(code) ? code : undefined}>
          {message}
        </li>
      ))}
    </ul>
  );
}
