import { useEffect, useState } from "preact/hooks";
import { Detail } from "../../pages/client/detail/detail.js";
import type { Shade } from "../../pages/client/theme.js";
import { useView } from "../../pages/client/view.js";
import type { LiveDetail as Looked } from "../../run/live/live-look.js";
import type { Figures } from "../figures.js";

const EVERY_MS = 2000;
const NO_EVIDENCE = {};

/** The step, interaction or page that the view names, in detail; it is asked for only while it is looked at. */
export function LiveDetail(props: { readonly figures: Figures; readonly shade: Shade; readonly isLive: boolean }) {
  const { figures, shade, isLive } = props;
  const { detail } = useView();
  const [metric, value] = detail ?? ["", ""];
  const known = figures.details;
  const looked = useLook(known === undefined ? metric : "", value, isLive);
  const of = <T,>(part: T | undefined) => (part === undefined ? {} : { [metric]: { [value]: part } });
  const result = {
    ...figures,
    startedAt: "",
    nodes: [],
    isAsking: isLive && known === undefined && looked === undefined,
    ...(known ?? { curves: of(looked?.curve), dimensionSeries: of(looked?.series), byNode: of(looked?.byNode) }),
  };
  return <Detail result={result} evidence={NO_EVIDENCE} shade={shade} />;
}

/** The run's answer to a question that is asked again while it goes on: null for none, `undefined` until it has come. */
function useLook(metric: string, value: string, isLive: boolean): Looked | null | undefined {
  const [looked, setLooked] = useState<Looked | null>();
  useEffect(() => {
    setLooked(undefined);
    if (metric === "") return;
    const address = `./detail?${new URLSearchParams({ metric, value })}`;
    const stop = new AbortController();
    const ask = async () => {
      const response = await fetch(address, { signal: stop.signal }).catch(() => undefined);
      const answer = response?.ok === true ? ((await response.json()) as Looked | null) : null;
      // What was shown stays when one answer is missing.
      if (!stop.signal.aborted) setLooked((shown) => answer ?? shown ?? null);
    };
    void ask();
    const timer = isLive ? setInterval(() => void (document.hidden ? undefined : ask()), EVERY_MS) : undefined;
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [metric, value, isLive]);
  return looked;
}
