import { formatDuration } from "../../base/duration.js";
import { formatNumber } from "../../base/numbers.js";
import type { RunResult } from "../model.js";

type Node = Pick<RunResult["nodes"][number], "name" | "lost" | "disconnections">;
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const MAX_NOTES = 3;
const MAX_NAMES = 3;
/** Nodes that are cut off together do not all notice at the same moment. */
const TOGETHER_MS = 2000;

/** One sentence for each time without contact, and for each lost node with what is missing from it. */
export function absenceNotes({ nodes }: { readonly nodes: readonly Node[] }): readonly string[] {
  const lost = nodes.flatMap((node) => lostNote(node) ?? []);
  return [...shortened(lost, "lost node"), ...shortened(cuts(nodes).map(cutNote), "disconnection")];
}

/** The times without contact after which the node came back, in order. */
export function windowsOf({ lost, disconnections = [] }: Node): readonly Window[] {
  return disconnections.filter(({ toMs }) => lost?.atMs === undefined || toMs < lost.atMs);
}

function lostNote({ name, lost }: Node): string | undefined {
  if (lost === undefined) return undefined;
  const { heardUntilMs, atMs } = lost;
  const heard = heardUntilMs === 0 ? "reported nothing" : `was last heard from at ${formatDuration(heardUntilMs)}`;
  if (atMs === undefined) return `node ${name} ${heard}; what it measured after that was never sent`;
  const missing = formatDuration(atMs - heardUntilMs);
  const declared = `${heardUntilMs === 0 ? "was " : ""}declared lost at ${formatDuration(atMs)}`;
  return `node ${name} ${heard} and ${declared}: up to ${missing} of its samples were never sent, so the site may have served more than this report counts`;
}

interface Cut extends Window {
  readonly names: readonly string[];
}

/** Neighbouring windows of several nodes are one cut. */
function cuts(nodes: readonly Node[]): readonly Cut[] {
  const windows = nodes.flatMap((node) => windowsOf(node).map((window) => ({ ...window, name: node.name })));
  const found: Cut[] = [];
  for (const { name, fromMs, toMs } of windows.sort((a, b) => a.fromMs - b.fromMs)) {
    const at = found.findIndex((cut) => Math.abs(cut.fromMs - fromMs) < TOGETHER_MS && Math.abs(cut.toMs - toMs) < TOGETHER_MS);
    const cut = found[at];
    if (cut === undefined) found.push({ fromMs, toMs, names: [name] });
    else found[at] = { fromMs: cut.fromMs, toMs: Math.max(cut.toMs, toMs), names: [...cut.names, name] };
  }
  return found;
}

function cutNote({ fromMs, toMs, names }: Cut): string {
  const shown = names.slice(0, MAX_NAMES).join(", ");
  const rest = names.length - MAX_NAMES;
  const who = `${names.length === 1 ? "node" : "nodes"} ${shown}${rest > 0 ? ` and ${formatNumber(rest)} more` : ""}`;
  const when = `from ${formatDuration(fromMs)} to ${formatDuration(toMs)}`;
  return `the controller had no contact with ${who} ${when}; no data was lost`;
}

function shortened(notes: readonly string[], noun: string): readonly string[] {
  const more = notes.length - MAX_NOTES;
  if (more <= 0) return notes;
  return [...notes.slice(0, MAX_NOTES), `${formatNumber(more)} more ${noun}${more === 1 ? "" : "s"}: see nodes in result.json`];
}
