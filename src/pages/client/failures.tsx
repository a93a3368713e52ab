import type { ComponentChildren } from "preact";
import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { finishedIterations } from "../../result/iteration-rate.js";
import { likelyCausesText } from "../../result/likely-causes.js";
import { type Trouble, troublesOf } from "../../result/troubles.js";
import { oneLine } from "../../result/wording/wording.js";
import type { ShownEvidence } from "../shown-evidence.js";
import type { ShownResult } from "../shown-result.js";
import { EvidenceList } from "./evidence.js";
import { hrefBeside } from "./href-beside.js";
import { ListFilter, ListRest, useLongList } from "./long-list.js";
import { PageErrors } from "./page-errors.js";
import { Nothing, Part } from "./part.js";
import { Traces } from "./traces.js";
import { Unfolding } from "./unfolding.js";

type Failure = ShownResult["failures"][number];

const MAX_MESSAGE_LENGTH = 2000;
const [MAX_TROUBLES, MAX_NODES] = [20, 5];

/** Failures grouped by signature, most frequent first. */
export function Failures(props: {
  readonly result: Pick<
    ShownResult,
    "failures" | "startedAt" | "counters" | "iterations" | "pageErrors" | "lastPages" | "traces"
  >;
  /** What the page repeats of the failures' evidence. Default: nothing. */
  readonly evidence?: ShownEvidence;
  /** More may fail. */
  readonly isLive?: boolean;
  /** Whether to list other troubles too. Default `true`. */
  readonly listsTroubles?: boolean;
  /** The id of the part. Default `failures`. */
  readonly id?: string;
  readonly title?: string;
}) {
  const { id = "failures", title = "Failures", evidence = {}, isLive = false } = props;
  const { failures, startedAt, pageErrors = [], lastPages = [], traces = [] } = props.result;
  const troubles = troublesOf(props.result).filter((trouble) => !isTold(trouble, failures));
  const list = useLongList(
    failures,
    ({ category, sample }) => [category, sample.message, sample.operation, sample.page, sample.node].join(" "),
    id,
  );
  return (
    <Part id={id} title={title} about="Similar failures are counted together; each entry shows the first one.">
      {failures.length === 0 ? (
        <Nothing>{isLive ? nothingYet(props.result, troubles) : nothingText(startedAt !== null, troubles.length > 0)}</Nothing>
      ) : (
        <>
          <ListFilter list={list} placeholder="timeout, /products" />
          <div class="failures">
            {list.shown.map((failure) => (
              <FailureGroup key={failure.signature} failure={failure} shown={evidence} />
            ))}
          </div>
          <ListRest list={list} noun="failure" />
        </>
      )}
      {props.listsTroubles === false ? null : <OtherTroubles troubles={troubles} />}
      <PageErrors errors={pageErrors} />
      {lastPages.length === 0 ? null : (
        <>
          <h3>The last page</h3>
          <EvidenceList evidence={lastPages} shown={evidence} />
        </>
      )}
      <Traces traces={traces} failures={failures} />
    </Part>
  );
}

/** Whether all failed steps of a kind are among the failures, which say more about them. */
function isTold({ metric, value, count }: Trouble, failures: readonly Failure[]): boolean {
  const told = failures.filter(({ sample }) => sample.operation === value);
  return metric === "failed_steps" && told.reduce((sum, failure) => sum + failure.count, 0) >= count;
}

function nothingText(hasRun: boolean, hasTroubles: boolean): string {
  if (!hasRun) return "Nothing ran, so nothing could fail.";
  return hasTroubles ? "No iteration failed." : "Nothing failed.";
}

function nothingYet(
  { counters, iterations }: Pick<ShownResult, "counters" | "iterations">,
  troubles: readonly Trouble[],
): string {
  if (finishedIterations(iterations) === 0 && (counters.steps?.aggregate ?? 0) === 0) return "Nothing is known yet.";
  return troubles.length > 0 ? "No iteration has failed so far." : "Nothing has failed so far.";
}

/** Troubles other than failed iterations. */
function OtherTroubles({ troubles }: { readonly troubles: readonly Trouble[] }) {
  if (troubles.length === 0) return null;
  return (
    <ul class="other-troubles" aria-label="Other troubles">
      {troubles.slice(0, MAX_TROUBLES).map(({ text }) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function FailureGroup({ failure, shown }: { readonly failure: Failure; readonly shown: ShownEvidence }) {
  const { count, category, sample, evidence = [] } = failure;
  const { screenshot, likelyCauses: causes } = sample;
  return (
    <Unfolding
      className="failure"
      isOpen={sample.stack === undefined && screenshot === undefined && evidence.length === 0}
      summary={
        <>
          <span class="count">{formatNumber(count)}×</span>
          <span class="message">
            {oneLine(sample.message, MAX_MESSAGE_LENGTH)} <span class="faint">{likelyCausesText(sample)}</span>
          </span>
        </>
      }
    >
      <dl>
        <Fact name="kind">{category}</Fact>
        <Fact name="step">{sample.operation}</Fact>
        <Fact name="page">{sample.page}</Fact>
        <Fact name="first after">{formatDuration(failure.firstOffsetMs)}</Fact>
        <Fact name="user">{sample.userId === undefined ? undefined : String(sample.userId)}</Fact>
        <Fact name="node">{sample.node}</Fact>
        <Fact name="by node">{byNodeText(failure)}</Fact>
        <Fact name="screenshot">{screenshot === undefined ? undefined : <Screenshot path={screenshot} />}</Fact>
        <Fact name="likely cause">{causes === undefined || causes.length === 0 ? undefined : <Causes causes={causes} />}</Fact>
      </dl>
      {evidence.length === 0 ? null : <EvidenceList evidence={evidence} shown={shown} />}
      {sample.stack === undefined ? null : (
        <details class="stack">
          <summary>Stack</summary>
          <pre>{sample.stack}</pre>
        </details>
      )}
    </Unfolding>
  );
}

/** The nodes with the most of them. */
function byNodeText({ byNode }: Failure): string | undefined {
  if (byNode === undefined) return undefined;
  const counts = byNode.node.map((node, at) => [node, byNode.count[at] ?? 0] as const).sort(([, a], [, b]) => b - a);
  const shown = counts.slice(0, MAX_NODES).map(([node, count]) => `${formatNumber(count)} on ${node}`);
  const rest = counts.length - shown.length;
  return [...shown, ...(rest > 0 ? [`the rest on ${formatCount(rest, "more node")}`] : [])].join(", ");
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  if (children === undefined || children === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{typeof children === "string" ? oneLine(children) : children}</dd>
    </div>
  );
}

function Causes({ causes }: { readonly causes: readonly string[] }) {
  return (
    <ul class="causes">
      {causes.map((cause) => (
        <li key={cause}>{oneLine(cause, MAX_MESSAGE_LENGTH)}</li>
      ))}
    </ul>
  );
}

function Screenshot({ path }: { readonly path: string }) {
  const href = hrefBeside(path);
  return href === undefined ? <span>{oneLine(path)}</span> : <a href={href}>{oneLine(path)}</a>;
}
