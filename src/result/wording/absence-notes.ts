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
/** Nodes that are cut off together do not all notice in the same moment. */
const TOGETHER_MS = 2000;

/** When nodes could not be reached, and what is missing of those that were lost; a sentence each. */
export function absenceNotes({ nodes }: { readonly nodes: readonly Node[] }): readonly string[] {
  const lost = nodes.flatMap((node) => lostNote(node) ?? []);
  return [...shortened(lost, "lost node"), ...shortened(cuts(nodes).map(cutNote), "disconnection")];
}

/** The times in which a node could not be heard and came back, in order. */
export function windowsOf({ lost, disconnections = [] }: Node): readonly Window[] {
  return disconnections.filter(({ toMs }) => lost?.atMs === undefined || toMs < lost.atMs);
}

function lostNote({ name, lost }: Node): string | undefined {
  if (lost === undefined) return undefined;
  const { heardUntilMs, atMs } = lost;
  const heard = heardUntilMs === 0 ? "told of nothing" : `was last heard of at ${formatDuration(heardUntilMs)}`;
  if (atMs === undefined) return `the node ${name} ${heard}; what it measured after that was not sent`;
  const missing = formatDuration(atMs - heardUntilMs);
  return `the node ${name} ${heard} and was gone at ${formatDuration(atMs)}: up to ${missing} of its samples were not sent, so the site may have counted more than this report`;
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
  const who = `the ${names.length === 1 ? "node" : "nodes"} ${shown}${rest > 0 ? ` and ${formatNumber(rest)} more` : ""}`;
  const when = `from ${formatDuration(fromMs)} to ${formatDuration(toMs)}`;
  return `the controller could not hear ${who} ${when}; nothing was lost by that`;
}

function shortened(notes: readonly string[], noun: string): readonly string[] {
  const more = notes.length - MAX_NOTES;
  if (more <= 0) return notes;
  return [...notes.slice(0, MAX_NOTES), `${formatNumber(more)} more ${noun}${more === 1 ? "" : "s"}: see nodes in result.json`];
}
