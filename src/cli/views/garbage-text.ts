import type { Host } from "../../base/host.js";
import { formatCount } from "../../base/numbers.js";
import type { GarbageRun } from "../../cluster/garbage/collect-garbage.js";
import type { SearchedPlace } from "../../cluster/garbage/garbage-places.js";
import { painter, wantsColor } from "../messages.js";

const SIGNS = { ended: ["✓", "green"], kept: ["–", "dim"], found: ["·", "yellow"], failed: ["✗", "red"] } as const;
const VERBS = { ended: "removed", kept: "kept", found: "would be removed", failed: "could not be removed" } as const;

/** The temporary folders, or sockets, that killed processes left behind. */
export interface FolderGarbage {
  readonly count: number;
  readonly outcome: "ended" | "found";
}

/** What is shown beside the places. */
export interface GarbageView {
  readonly host: Host;
  readonly runId: string | undefined;
  readonly folders: FolderGarbage;
  /** Sockets for `live-load status` and the like. */
  readonly controls: FolderGarbage;
}

/** The output of `live-load gc`. */
export function garbageText(places: readonly SearchedPlace[], { host, runId, folders, controls }: GarbageView): string {
  const paint = painter(wantsColor(host, "stdout"));
  const lines = places.flatMap((searched) => {
    const { found, trouble } = searched;
    const runs = found.map((run) => {
      const [mark, color] = SIGNS[run.outcome];
      return `${paint(color, mark)} ${run.runId}  ${runText(run, whereText(searched))}`;
    });
    return trouble === undefined ? runs : [...runs, `${paint("red", "✗")} ${troubleText(searched, trouble)}`];
  });
  for (const [noun, { count, outcome }] of [["temporary folder", folders] as const, ["control socket", controls] as const]) {
    const [mark, color] = SIGNS[outcome];
    if (count > 0) lines.push(`${paint(color, mark)} ${formatCount(count, noun)} of killed processes ${VERBS[outcome]}`);
  }
  if (lines.length > 0) return `${lines.join("\n")}\n`;
  if (runId === undefined) return "Nothing was left behind.\n";
  const names = [...new Set(places.map(({ place }) => place.backend))].join(", ");
  return `Nothing was found of run ${runId}; searched: ${names}. Name another backend with --backend.\n`;
}

function runText({ things, outcome, reason }: GarbageRun, where: string): string {
  const counts = Object.entries(things).map(([kind, count]) => formatCount(count, kind));
  if (counts.length === 0) return `nothing is left${where}: ${reason}`;
  return `${counts.join(", ")}${where} ${VERBS[outcome]}: ${reason}`;
}

function troubleText({ place }: SearchedPlace, { reason, runIds }: NonNullable<SearchedPlace["trouble"]>): string {
  const text = `${place.backend} could not be searched: ${reason}`;
  if (runIds.length === 0) return text;
  const hint = `to search it with other credentials, set them and run: live-load gc --backend ${place.backend}`;
  return `${text}; it may still hold parts of ${runIds.join(", ")}\n  ${hint}`;
}

/** The place, unless it is this machine. */
function whereText({ place }: SearchedPlace): string {
  const { namespace } = place.options;
  if (place.backend === "local") return "";
  return ` on ${place.backend}${typeof namespace === "string" ? ` (namespace ${namespace})` : ""}`;
}
