import { formatDuration } from "../../base/duration.js";
import { formatCount, formatNumber } from "../../base/numbers.js";
import { clock } from "../../pages/client/clock.js";
import { VerdictHero } from "../../pages/client/verdict-hero.js";
import type { EndedScenario, RunExit } from "../dashboard-events.js";
import type { CurrentScenario } from "../dashboard-state.js";

/** The head of the page: progress while the scenario runs, then its verdict. */
export function Hero(props: {
  readonly scenario: CurrentScenario;
  readonly exit: RunExit | undefined;
  readonly isFollowed: boolean;
}) {
  const { scenario, exit, isFollowed } = props;
  return scenario.ended === undefined ? (
    <Underway scenario={scenario} isFollowed={isFollowed} />
  ) : (
    <Ended scenario={scenario} ended={scenario.ended} exit={exit} />
  );
}

function Underway({ scenario, isFollowed }: { readonly scenario: CurrentScenario; readonly isFollowed: boolean }) {
  const { name, index, total, phases, underWay, facts, stopping, live, load } = scenario;
  const phase = phases.at(-1)?.title ?? "starting";
  return (
    <header id="overview" class="hero underway">
      <p class="verdict">
        <span class="badge">{isFollowed ? phase : `${phase} when the connection was lost`}</span>
        <span class="meaning">{underWay ?? load}</span>
      </p>
      <h1>
        {live?.name ?? name}
        {total > 1 ? ` · scenario ${index} of ${total}` : ""}
      </h1>
      <p class="sentence">{live === undefined ? beforeFigures(load) : howFar(live)}</p>
      {live === undefined ? null : <progress class="progress" max={1} value={shareOf(live)} aria-label="Progress of the load" />}
      {stopping === undefined ? null : <p class="note">{STOPPING[stopping]}</p>}
      <p class="facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </header>
  );
}

function beforeFigures(load: string | undefined): string {
  return load === undefined
    ? "The load has not started yet."
    : "The load has started; the first figures will appear in a moment.";
}

type Live = NonNullable<CurrentScenario["live"]>;

function howFar({ elapsedMs, durationMs, activeUsers, users, isPaused }: Live): string {
  const who = `${isPaused ? "Paused: " : ""}${formatNumber(activeUsers)} of ${formatCount(users, "user")} active`;
  const left = durationMs - elapsedMs;
  if (left <= 0) return `${who}; the planned ${formatDuration(durationMs)} are over, and running iterations are finishing`;
  return `${who}; ${clock(elapsedMs / 1000)} of ${clock(durationMs / 1000)}, ${clock(left / 1000)} to go`;
}

function shareOf({ elapsedMs, durationMs }: Live): number {
  return durationMs === 0 ? 1 : Math.min(1, elapsedMs / durationMs);
}

const STOPPING = {
  interrupted: "Interrupted: the users are being stopped, and a partial report will be written.",
  terminated: "Terminated: the users are being stopped, and a partial report will be written.",
  aborted: "The scenario aborted the run.",
  threshold: "A threshold does not hold: the run is being stopped.",
} as const;

function Ended(props: { readonly scenario: CurrentScenario; readonly ended: EndedScenario; readonly exit: RunExit | undefined }) {
  const { scenario, ended, exit } = props;
  const { figures, error, report, outputFolder } = ended;
  const facts = [
    ...(figures === undefined ? [] : [formatDuration(figures.durationMs)]),
    ...scenario.facts,
    ...(scenario.load === undefined ? [] : [scenario.load]),
  ];
  return (
    <VerdictHero
      {...ended}
      verdictReasons={ended.reasons}
      hasThresholds={(figures?.thresholds.length ?? 0) > 0}
      note={ended.note}
      facts={facts}
    >
      {error === undefined || ended.reasons.some(({ message }) => message === error.message) ? null : (
        <p class="note">{error.code === undefined ? error.message : `${error.code}: ${error.message}`}</p>
      )}
      {error?.hint === undefined ? null : <p class="note">{error.hint}</p>}
      <p class="where">
        {report === undefined ? "The output folder is " : "The report is "}
        <code>{report ?? outputFolder}</code>
      </p>
      {exit === undefined ? null : (
        <p class="where">
          The run is over, with exit code {exit.code}. {exit.meaning} This page stays readable, but will not change any more.
        </p>
      )}
    </VerdictHero>
  );
}
