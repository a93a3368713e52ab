import type { ComponentChildren } from "preact";
import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import type { Evidence } from "../../result/model.js";
import { oneLine } from "../../result/wording/wording.js";
import type { EvidenceRecord } from "../../telemetry/evidence-record.js";
import type { ShownEvidence } from "../shown-evidence.js";
import { useEvidence } from "./evidence-source.js";
import { FileLink } from "./file-link.js";
import { Unfolding } from "./unfolding.js";

const MAX_TEXT = 600;

/** What a failure looked like: the first in full, the others folded. */
export function EvidenceList(props: { readonly evidence: readonly Evidence[]; readonly shown: ShownEvidence }) {
  const { evidence, shown } = props;
  return (
    <div class="evidence-list">
      {evidence.map((one, at) => (
        <Unfolding
          key={one.record}
          className="evidence"
          isOpen={at === 0}
          summary={
            <>
              {titleOf(one)} {one.sick === true ? <span class="status sick">slow generator</span> : null}
            </>
          }
        >
          <EvidenceView evidence={one} shown={shown[one.record] ?? {}} />
        </Unfolding>
      ))}
    </div>
  );
}

function titleOf({ userId, iteration, node, offsetMs }: Evidence): string {
  return `User ${formatNumber(userId)}, iteration ${formatNumber(iteration)}, on ${node}, after ${formatDuration(offsetMs)}`;
}

function EvidenceView({ evidence, shown }: { readonly evidence: Evidence; readonly shown: ShownEvidence[string] }) {
  const { screenshot, html, record: recordPath, url } = evidence;
  const { record, picture } = useEvidence(evidence, shown);
  return (
    <div class="evidence-view">
      {screenshot === undefined ? (
        <p class="no-picture">The page gave no picture.</p>
      ) : (
        <figure>
          {picture === undefined ? null : (
            <img src={picture} alt={`The page of user ${evidence.userId} when it failed`} loading="lazy" />
          )}
          <figcaption>{url === undefined ? null : <code>{oneLine(url, MAX_TEXT)}</code>}</figcaption>
        </figure>
      )}
      <div class="evidence-text">
        {record === undefined ? null : <RecordView record={record} />}
        <p class="files">
          <FileLink path={screenshot} name="Picture" />
          <FileLink path={html} name="HTML" />
          <FileLink path={recordPath} name="Steps, console and requests as JSON" />
        </p>
      </div>
    </div>
  );
}

function RecordView({ record: { steps, console, requests } }: { readonly record: EvidenceRecord }) {
  const isBad = (request: EvidenceRecord["requests"][number]) => request.error !== undefined || (request.status ?? 0) >= 400;
  const failed = requests.filter(isBad).length;
  return (
    <>
      <Lines title="Steps" count={steps.length} open>
        {steps.map((step) => (
          <li key={step.number} class={step.outcome}>
            <Time ms={step.startedMs} /> <code>{oneLine(step.text, MAX_TEXT)}</code>{" "}
            <span class="faint">{step.durationMs === undefined ? "had not ended" : formatDuration(step.durationMs)}</span>
            {step.found === undefined ? null : <div class="said">found {oneLine(step.found, MAX_TEXT)}</div>}
            {step.message === undefined ? null : <div class="said bad">{oneLine(step.message, MAX_TEXT)}</div>}
          </li>
        ))}
      </Lines>
      <Lines title="Console" count={console.length} open={console.length > 0 && console.length <= 10}>
        {console.map((line, at) => (
          <li key={at} class={line.kind === "exception" || line.kind === "error" ? "failed" : ""}>
            <Time ms={line.atMs} /> <span class="faint">{line.kind}</span> {oneLine(line.text, MAX_TEXT)}
            {line.place === undefined ? null : <div class="said faint">{oneLine(line.place, MAX_TEXT)}</div>}
          </li>
        ))}
      </Lines>
      <Lines
        title={`Requests${failed === 0 ? "" : ` (${formatNumber(failed)} failed)`}`}
        count={requests.length}
        open={failed > 0}
      >
        {requests.map((request, at) => (
          <li key={at} class={isBad(request) ? "failed" : ""}>
            <Time ms={request.atMs} /> {request.method} <code>{oneLine(request.url, MAX_TEXT)}</code>{" "}
            <strong>{request.error ?? request.status ?? "no answer"}</strong>{" "}
            <span class="faint">
              {request.type}
              {request.durationMs === undefined ? "" : `, ${formatDuration(request.durationMs)}`}
            </span>
          </li>
        ))}
      </Lines>
    </>
  );
}

function Lines(props: {
  readonly title: string;
  readonly count: number;
  readonly open: boolean;
  readonly children: ComponentChildren;
}) {
  const { title, count, open, children } = props;
  if (count === 0) return <p class="lines none">{title}: none</p>;
  return (
    <details class="lines" open={open}>
      <summary>
        {title} <span class="faint">{formatNumber(count)}</span>
      </summary>
      <ol>{children}</ol>
    </details>
  );
}

/** When it happened, from the start of the iteration. */
function Time({ ms }: { readonly ms: number }) {
  return <span class="time">{ms < 0 ? "before" : formatDuration(Math.round(ms))}</span>;
}
