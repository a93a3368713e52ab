import type { ComponentChildren } from "preact";
import { VERDICT_WORDS, verdictMeaning } from "../../result/wording/summary.js";
import { isErrorCode } from "../../result/wording/wording.js";
import type { ShownResult } from "../shown-result.js";

/** The head of a page with a verdict. */
export function VerdictHero(
  props: Pick<ShownResult, "verdict" | "name" | "sentence"> & {
    readonly verdictReasons: readonly ShownResult["verdictReasons"][number][];
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
      {verdictReasons.length === 0 ? null : (
        <ul class="reasons">
          {verdictReasons.map(({ code, message }, index) => (
            <li key={`${code}-${index}`} data-error={isErrorCode(code) ? code : undefined}>
              {message}
            </li>
          ))}
        </ul>
      )}
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
