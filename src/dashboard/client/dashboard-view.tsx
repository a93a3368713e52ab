import { useEffect, useMemo } from "preact/hooks";
import { BREAKDOWNS, type HasDetail } from "../../pages/breakdowns.js";
import { Endpoints } from "../../pages/client/breakdown/endpoints.js";
import { Interactions } from "../../pages/client/breakdown/interactions.js";
import { Pages } from "../../pages/client/breakdown/pages.js";
import { EvidenceSource } from "../../pages/client/evidence-source.js";
import { Failures } from "../../pages/client/failures.js";
import { hrefBeside } from "../../pages/client/href-beside.js";
import { LatencyCharts } from "../../pages/client/latency-charts.js";
import { LeadChart } from "../../pages/client/lead-chart.js";
import { LoadCharts, type PlannedLoad } from "../../pages/client/load-charts.js";
import { PageBar } from "../../pages/client/page-bar.js";
import { Steps } from "../../pages/client/steps.js";
import type { Shade } from "../../pages/client/theme.js";
import { useTheme } from "../../pages/client/theme-toggle.js";
import { Thresholds } from "../../pages/client/thresholds.js";
import { useScrollToPart } from "../../pages/client/view.js";
import type { ShownEvidence } from "../../pages/shown-evidence.js";
import { own } from "../../result/wording/summary.js";
import type { LivePlan } from "../../run/live/live-picture.js";
import { type CurrentScenario, currentFigures, type DashboardState } from "../dashboard-state.js";
import { Background } from "./background.js";
import { Done } from "./done.js";
import { type Link, useRun } from "./follow.js";
import { Hero } from "./hero.js";
import { LinkNotice, LinkPill } from "./link-notice.js";
import { LiveDetail } from "./live-detail.js";
import { LiveFigures } from "./live-figures.js";
import { LiveNodeDetail } from "./live-node-detail.js";
import { LiveNodes } from "./live-nodes.js";
import { Messages } from "./messages.js";
import { Starting } from "./starting.js";
import { Steering } from "./steering.js";
import { Troubles } from "./troubles.js";

const PARTS = [
  ["start", "Getting ready"],
  ["load", "Load"],
  ["latency", "Latency"],
  ["interactions", "Interactions"],
  ["steps", "Steps"],
  ["pages", "Pages"],
  ["endpoints", "Endpoints"],
  ["failures", "Failures"],
  ["background", "Background"],
  ["nodes", "Nodes"],
  ["messages", "Messages"],
] as const;

/** The parts that are present. */
function partsOf({ live, ended }: CurrentScenario): readonly (readonly [id: string, title: string])[] {
  const hasFigures = live !== undefined || ended?.figures !== undefined;
  const histograms = (ended?.figures ?? live)?.histograms ?? {};
  const isThere: Readonly<Record<string, boolean>> = {
    interactions: Object.hasOwn(histograms, "interaction_duration"),
    pages: BREAKDOWNS.pages.metrics.some((metric) => Object.hasOwn(histograms, metric)),
    endpoints: Object.hasOwn(histograms, "http_endpoint_duration"),
    start: live === undefined && ended === undefined,
    messages: true,
    nodes: live !== undefined,
    background: (ended?.figures ?? live)?.background !== undefined,
  };
  return PARTS.filter(([id]) =>
    id === "start" || id === "messages" ? isThere[id] === true : hasFigures && isThere[id] !== false,
  );
}

/** The whole page. */
export function DashboardView() {
  const { link, state } = useRun();
  const { theme, shade, choose } = useTheme();
  const current = state?.current;
  useEffect(() => {
    document.title = titleOf(link, current);
  }, [link, current]);
  return (
    <>
      <PageBar label="Parts of the page" parts={current === undefined ? [] : partsOf(current)} theme={theme} onChoose={choose}>
        <LinkPill link={link} />
      </PageBar>
      <main>
        <LinkNotice link={link} />
        {state === undefined || current === undefined ? (
          <p class="nothing">{link === "lost" ? "There is no run at this address." : "Waiting for the run to start …"}</p>
        ) : (
          <Scenario
            key={current.index}
            state={state}
            scenario={current}
            shade={shade}
            isFollowed={link === "live" || link === "silent"}
          />
        )}
      </main>
    </>
  );
}

function Scenario(props: {
  readonly state: DashboardState;
  readonly scenario: CurrentScenario;
  readonly shade: Shade;
  /** Whether more events may come. */
  readonly isFollowed: boolean;
}) {
  const { state, scenario, shade, isFollowed } = props;
  const { live, ended } = scenario;
  const figures = useMemo(() => currentFigures(scenario), [scenario]);
  const planned = useMemo(() => plannedLoad(live?.plan), [JSON.stringify(live?.plan)]);
  const background = live?.background?.plan;
  const plannedBackground = useMemo(() => plannedLoad(background), [JSON.stringify(background)]);
  const detailed = new Set(Object.keys(figures?.histograms.step_duration?.by ?? {}));
  const hasDetail: HasDetail = (metric, value) => own(own(figures?.histograms ?? {}, metric)?.by ?? {}, value) !== undefined;
  const knownNodes = figures?.details?.nodes;
  const hasNode = (name: string) => knownNodes === undefined || own(knownNodes, name) !== undefined;
  const isLive = ended === undefined && isFollowed;
  const waiting = isLive ? { waiting: "The first figures appear a few seconds after the load has started." } : {};
  return (
    <EvidenceSource.Provider value={loadRecord}>
      <Hero scenario={scenario} exit={state.exit} isFollowed={isFollowed} />
      {isLive && state.exit === undefined ? (
        <Steering
          live={live}
          target={live === undefined ? undefined : planned?.at(live.elapsedMs)}
          backgroundTarget={live === undefined ? undefined : plannedBackground?.at(live.elapsedMs)}
        />
      ) : null}
      <Done done={state.done} />
      {live === undefined && ended === undefined ? <Starting scenario={scenario} /> : null}
      {figures === undefined ? null : (
        <>
          <LiveFigures scenario={scenario} figures={figures} />
          <LeadChart result={figures} background={figures.background} shade={shade} />
          <div class="pair">
            <LoadCharts result={figures} background={figures.background} shade={shade} planned={planned} {...waiting} />
            <LatencyCharts result={figures} shade={shade} {...waiting} />
          </div>
          <Thresholds result={figures} isLive={ended === undefined} />
          <Interactions result={figures} hasDetail={hasDetail} />
          <Steps result={{ histograms: figures.histograms, counters: figures.counters }} detailed={detailed} {...waiting} />
          <Pages result={figures} hasDetail={hasDetail} />
          <Endpoints result={figures} hasDetail={hasDetail} />
          <Failures result={{ ...figures, startedAt: "" }} listsTroubles={false} isLive={ended === undefined} />
          <Troubles counters={figures.counters} />
          <LiveDetail figures={figures} shade={shade} isLive={isLive} />
          <LiveNodeDetail live={live} figures={figures} shade={shade} isLive={isLive} />
          {figures.background === undefined ? null : <Background figures={figures.background} isLive={ended === undefined} />}
          <ScrollToPart />
        </>
      )}
      {live === undefined ? null : <LiveNodes nodes={live.nodes} id="nodes" hasDetail={hasNode} />}
      {live?.background === undefined ? null : <LiveNodes nodes={live.background.nodes} id="crowd-nodes" hasDetail={hasNode} />}
      <Messages warnings={state.warnings} output={state.output} />
    </EvidenceSource.Provider>
  );
}

/** Scrolls to the part that the address names as soon as there is one. */
function ScrollToPart() {
  useScrollToPart();
  return null;
}

async function loadRecord(path: string): Promise<ShownEvidence[string]["record"]> {
  const response = await fetch(hrefBeside(path) ?? "").catch(() => undefined);
  return response?.ok === true ? ((await response.json()) as ShownEvidence[string]["record"]) : undefined;
}

/** The planned load as a function of time. */
function plannedLoad(plan: LivePlan | undefined): PlannedLoad | undefined {
  if (plan === undefined) return undefined;
  const { of, points } = plan;
  return {
    of,
    at: (offsetMs) => {
      const next = points.findIndex(([atMs]) => atMs > offsetMs);
      const [to, from] = [points[next], points[next - 1]];
      if (to === undefined || from === undefined) return 0;
      return from[1] + ((to[1] - from[1]) * (offsetMs - from[0])) / (to[0] - from[0]);
    },
  };
}

function titleOf(link: Link, scenario: CurrentScenario | undefined): string {
  if (scenario === undefined) return "LiveLoad";
  const { ended, live } = scenario;
  const name = live?.name ?? scenario.name;
  if (ended !== undefined) return `${ended.verdict} · ${name} – LiveLoad`;
  if (link === "lost" || link === "other") return `connection lost · ${name} – LiveLoad`;
  const share = live === undefined || live.durationMs === 0 ? 0 : Math.min(1, live.elapsedMs / live.durationMs);
  return live === undefined ? `${name} – LiveLoad` : `${Math.round(share * 100)} % · ${name} – LiveLoad`;
}
