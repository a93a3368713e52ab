import { Detail } from "../../pages/client/detail/detail.js";
import { NODE_DETAIL } from "../../pages/client/detail/node-detail.js";
import type { Shade } from "../../pages/client/theme.js";
import { useView } from "../../pages/client/view.js";
import type { LiveDetail as Looked } from "../../run/live/live-look.js";
import type { Figures } from "../figures.js";
import { useLook } from "./use-look.js";

const NO_EVIDENCE = {};

/** The step, interaction or page that the view names, in detail; it is asked for only while it is looked at. */
export function LiveDetail(props: { readonly figures: Figures; readonly shade: Shade; readonly isLive: boolean }) {
  const { figures, shade, isLive } = props;
  const { detail } = useView();
  const [metric, value] = detail ?? ["", ""];
  const known = figures.details;
  const isAsked = known === undefined && metric !== "" && metric !== NODE_DETAIL;
  const looked = useLook<Looked>(isAsked ? { metric, value } : undefined, isLive);
  const of = <T,>(part: T | undefined) => (part === undefined ? {} : { [metric]: { [value]: part } });
  const result = {
    ...figures,
    startedAt: "",
    isAsking: isLive && known === undefined && looked === undefined,
    ...(known ?? { curves: of(looked?.curve), dimensionSeries: of(looked?.series), byNode: of(looked?.byNode) }),
    nodes: [],
  };
  return <Detail result={result} evidence={NO_EVIDENCE} shade={shade} />;
}
