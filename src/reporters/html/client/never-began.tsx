import { formatCount } from "../../../base/numbers.js";
import { Part } from "../../../pages/client/part.js";
import { isErrorCode } from "../../../result/wording/wording.js";
import type { ReportData } from "../report-data.js";
import { Nodes } from "./nodes.js";

/** What to do about a run whose load never started. */
export function NeverBegan({ result }: { readonly result: ReportData }) {
  const { verdictReasons, users, nodes } = result;
  const codes = [...new Set(verdictReasons.map(({ code }) => code).filter(isErrorCode))];
  const hints = verdictReasons.flatMap(({ hint }) => (hint === undefined ? [] : [hint]));
  return (
    <>
      <Part
        id="next"
        title="What to do now"
        about={`No user did anything: ${formatCount(users.requested, "user")} were waiting to start.`}
      >
        <ol class="advice">
          {hints.length === 0 ? <li>Read the reason above: it names what failed.</li> : null}
          {hints.map((hint) => (
            <li key={hint}>
              <strong>{sentenceOf(hint)}</strong>
            </li>
          ))}
          {codes.map((code) => (
            <li key={code}>
              Look up <code>{code}</code> in <code>docs/errors.md</code>: it lists the causes of this error.
            </li>
          ))}
          <li>
            <code>live-load doctor</code> checks the browser and the resources of this machine.
          </li>
          <li>
            <code>live-load plan</code>, with the same file and options, shows what the run would start, without any load.
          </li>
        </ol>
      </Part>
      {nodes.length === 0 ? null : <Nodes result={result} />}
    </>
  );
}

/** Hints are written to follow a colon. */
function sentenceOf(hint: string): string {
  return `${hint.charAt(0).toUpperCase()}${hint.slice(1)}${/[.!?]$/.test(hint) ? "" : "."}`;
}
