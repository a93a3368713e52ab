import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import { oneLine } from "../../result/wording/wording.js";
import type { ShownResult } from "../shown-result.js";
import { ListFilter, ListRest, useLongList } from "./long-list.js";

const MAX_MESSAGE_LENGTH = 2000;
const KINDS = { exception: "not caught", console: "console.error" } as const;

/** Errors of the pages' own code, grouped by signature. */
export function PageErrors({ errors }: { readonly errors: NonNullable<ShownResult["pageErrors"]> }) {
  const list = useLongList(errors, ({ kind, page, sample }) => [kind, page, sample.message].join(" "), "pageErrors");
  if (errors.length === 0) return null;
  return (
    <div class="page-errors">
      <h3>Errors of the pages</h3>
      <p class="about">What the pages' own code threw or wrote to the console as errors, whether or not a step failed.</p>
      <ListFilter list={list} placeholder="TypeError, /products" />
      <div class="failures">
        {list.shown.map(({ signature, kind, count, page, firstOffsetMs, sample }) => (
          <details key={signature} class="failure">
            <summary>
              <span class="count">{formatNumber(count)}×</span>
              <span class="message">
                {oneLine(sample.message, MAX_MESSAGE_LENGTH)}{" "}
                <span class="faint">{page === undefined ? KINDS[kind] : `${page}, ${KINDS[kind]}`}</span>
              </span>
            </summary>
            <p class="faint">
              First after {formatDuration(firstOffsetMs)}
              {sample.node === undefined ? "" : ` on ${sample.node}`}
            </p>
            {sample.stack === undefined ? null : <pre>{sample.stack}</pre>}
          </details>
        ))}
      </div>
      <ListRest list={list} noun="error" />
    </div>
  );
}
