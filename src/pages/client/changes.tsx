import { useMemo } from "preact/hooks";
import type { LoadChange } from "../../result/model.js";
import { changeSentence, changeText } from "../../result/wording/change-text.js";
import type { ChartChange } from "./chart-content.js";

/** The changes of the load as marks of the charts. */
export function useMarks(changes: readonly LoadChange[] | undefined): readonly ChartChange[] {
  return useMemo(
    () => (changes ?? []).map((change) => ({ offsetMs: change.offsetMs, label: changeText(change) })),
    [changes?.length],
  );
}

/** What people changed about the load while it ran; renders nothing if there is nothing. */
export function Changes({ changes }: { readonly changes: readonly LoadChange[] | undefined }) {
  if (changes === undefined || changes.length === 0) return null;
  return (
    <details class="changes" open={changes.length <= FEW}>
      <summary>What was changed while it ran</summary>
      <ol>
        {changes.map((change, at) => (
          <li key={`${change.offsetMs} ${at}`}>{changeSentence(change)}</li>
        ))}
      </ol>
    </details>
  );
}

const FEW = 6;
