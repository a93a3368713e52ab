import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import { Failures } from "../../pages/client/failures.js";
import { type Figure, Figures as FigureCards } from "../../pages/client/figures.js";
import { Part } from "../../pages/client/part.js";
import { Steps } from "../../pages/client/steps.js";
import { LATENCY_TITLES } from "../../pages/latency-titles.js";
import { finishedIterations, iterationRate } from "../../result/iteration-rate.js";
import { own } from "../../result/wording/summary.js";
import { formatShare } from "../../result/wording/wording.js";
import type { BackgroundFigures } from "../figures.js";

/** Nothing is on a screen, and nothing is felt. */
const LATENCIES = ["liveview_event_server_duration", "liveview_connection_duration", "step_duration", "http_request_duration"];

/** Figures of background users, apart from those of the users in browsers. */
export function Background({ figures, isLive }: { readonly figures: BackgroundFigures; readonly isLive: boolean }) {
  return (
    <div class="background">
      <Part
        id="background"
        title="Background users"
        about="They run the same scenario without a browser, to load the site. What they do and measure is kept apart."
      >
        <FigureCards figures={cardsOf(figures)} />
      </Part>
      <Steps
        result={{ histograms: figures.histograms, counters: figures.counters }}
        id="background-steps"
        title="Steps of background users"
        {...(isLive ? { waiting: "No step is known yet." } : {})}
      />
      <Failures
        result={{ ...figures, startedAt: "" }}
        listsTroubles={false}
        isLive={isLive}
        id="background-failures"
        title="Failures of background users"
      />
    </div>
  );
}

function cardsOf(figures: BackgroundFigures): readonly Figure[] {
  const { users, activeUsers, iterations, histograms } = figures;
  const finished = finishedIterations(iterations);
  return [
    activeUsers === undefined
      ? { title: "Users", value: formatNumber(users), note: "without a browser" }
      : { title: "Active users", value: formatNumber(activeUsers), note: `of ${formatNumber(users)}` },
    { title: "Iterations", value: formatNumber(finished), note: `${formatNumber(iterationRate(figures))} per second` },
    {
      title: "Failed",
      value: finished === 0 ? "–" : formatShare(iterations.failed / finished),
      note: `${formatNumber(iterations.failed)} of ${formatNumber(finished)} iterations`,
      isBad: iterations.failed > 0,
    },
    ...LATENCIES.flatMap((name) => {
      const latency = own(histograms, name)?.aggregate;
      if (latency === undefined) return [];
      const title = LATENCY_TITLES[name] ?? "Request";
      return [{ title, value: formatDuration(latency.p95), note: `p95 · p50 ${formatDuration(latency.p50)}` }];
    }).slice(0, 3),
  ];
}
