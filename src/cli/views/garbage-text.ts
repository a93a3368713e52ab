import type { Host } from "../../base/host.js";
import { formatCount } from "../../base/numbers.js";
import type { GarbageRun } from "../../cluster/collect-garbage.js";
import type { SearchedPlace } from "../../cluster/garbage-places.js";
import { painter, wantsColor } from "../messages.js";

const SIGNS = { ended: ["✓", "green"], kept: ["–", "dim"], found: ["·", "yellow"], failed: ["✗", "red"] } as const;
const VERBS = { ended: "removed", kept: "kept", found: "would be removed", failed: "could not be removed" } as const;

/** Temporary folders of killed processes. */
interface FolderGarbage {
  readonly count: number;
  readonly outcome: "ended" | "found";
}

/** What `live-load gc` has to say. */
export function garbageText(
  places: readonly SearchedPlace[],
  { host, runId, folders }: { readonly host: Host; readonly runId: string | undefined; readonly folders: FolderGarbage },
): string {
  const paint = painter(wantsColor(host, "stdout"));
  const lines = places.flatMap((searched) => {
    const { found, trouble } = searched;
    const runs = found.map((run) => {
      const [mark, color] = SIGNS[run.outcome];
      return `${paint(color, mark)} ${run.runId}  ${runText(run, whereText(searched))}`;
    });
    return trouble === undefined ? runs : [...runs, `${paint("red", "✗")} ${troubleText(searched, trouble)}`];
  });
  if (folders.count > 0) {
    const [mark, color] = SIGNS[folders.outcome];
    const count = formatCount(folders.count, "temporary folder");
    lines.push(`${paint(color, mark)} ${count} of killed processes ${VERBS[folders.outcome]}`);
  }
  if (lines.length > 0) return `${lines.join("\n")}\n`;
  if (runId === undefined) return "Nothing was left behind.\n";
  const names = [...new Set(places.map(({ place }) => place.backend))].join(", ");
  return `Nothing of the run ${runId} was found; looked at: ${names}. Name another backend with --backend.\n`;
}

function runText({ things, outcome, reason }: GarbageRun, where: string): string {
  const counts = Object.entries(things).map(([kind, count]) => formatCount(count, kind));
  if (counts.length === 0) return `nothing of it is left${where}: ${reason}`;
  return `${counts.join(", ")}${where} ${VERBS[outcome]}: ${reason}`;
}

function troubleText({ place }: SearchedPlace, { reason, runIds }: NonNullable<SearchedPlace["trouble"]>): string {
  const text = `${place.backend} could not be looked at: ${reason}`;
  if (runIds.length === 0) return text;
  const hint = `to look there with other credentials, set them and run: live-load gc --backend ${place.backend}`;
  return `${text}; what is left there of ${runIds.join(", ")} is not known\n  ${hint}`;
}

/** This machine goes without saying. */
function whereText({ place }: SearchedPlace): string {
  const { namespace } = place.options;
  if (place.backend === "local") return "";
  return ` on ${place.backend}${typeof namespace === "string" ? ` (namespace ${namespace})` : ""}`;
}
