import type { ChildSlot, Keyed, Statics, Template, Value } from "./template.js";

/** The wire format: `s` statics, `p` shared statics, `k` keyed entries, `r` root, and numbered dynamics. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Diff = { [key: string]: Json };

interface Encoder {
  /** The container of a nested LiveView, whose text must be the same in every render. */
  readonly child: (slot: ChildSlot) => string;
  /** Statics inside list entries are sent once in `p` and named by number, or each row would carry its own copy. */
  readonly shared: Map<Statics, number>;
}

type ChildContainer = (slot: ChildSlot) => string;

/** A full first render. */
export function encodeFull(template: Template, child: ChildContainer): Diff {
  const encoder: Encoder = { child, shared: new Map() };
  return withTemplates(fullTemplate(template, encoder, false), encoder);
}

/** Changes from one render to the next; empty if there are none. */
export function encodeDiff(before: Template, after: Template, child: ChildContainer): Diff {
  const encoder: Encoder = { child, shared: new Map() };
  if (before.statics !== after.statics) return withTemplates(fullTemplate(after, encoder, false), encoder);
  return withTemplates(changedDynamics(before.dynamics, after.dynamics, { encoder, inList: false }) ?? {}, encoder);
}

function withTemplates(diff: Diff, encoder: Encoder): Diff {
  if (encoder.shared.size === 0) return diff;
  const templates: Record<string, Json> = {};
  for (const [statics, number] of encoder.shared) templates[number] = statics;
  return { ...diff, p: templates };
}

function fullValue(value: Value, encoder: Encoder, inList: boolean): Json {
  if (typeof value === "string") return value;
  switch (value.kind) {
    case "child":
      return encoder.child(value);
    case "keyed":
      return fullKeyed(value, encoder, inList);
    case "template":
      return fullTemplate(value, encoder, inList);
  }
}

function fullTemplate(template: Template, encoder: Encoder, inList: boolean): Diff {
  const diff = fullDynamics(template.dynamics, encoder, inList);
  diff.s = staticsOf(template.statics, encoder, inList);
  if (template.root) diff.r = 1;
  return diff;
}

function fullKeyed(keyed: Keyed, encoder: Encoder, inList: boolean): Diff {
  const entries: Record<string, Json> = { kc: keyed.entries.length };
  keyed.entries.forEach((entry, index) => {
    entries[index] = fullDynamics(entry.dynamics, encoder, true);
  });
  return { s: staticsOf(keyed.statics, encoder, inList), k: entries };
}

function fullDynamics(dynamics: readonly Value[], encoder: Encoder, inList: boolean): Diff {
  const diff: Diff = {};
  dynamics.forEach((dynamic, index) => {
    diff[index] = fullValue(dynamic, encoder, inList);
  });
  return diff;
}

function staticsOf(statics: Statics, encoder: Encoder, inList: boolean): Json {
  if (!inList) return statics;
  const known = encoder.shared.get(statics);
  if (known !== undefined) return known;
  const number = encoder.shared.size;
  encoder.shared.set(statics, number);
  return number;
}

interface Place {
  readonly encoder: Encoder;
  readonly inList: boolean;
}

function changedDynamics(before: readonly Value[], after: readonly Value[], place: Place): Diff | undefined {
  const diff: Diff = {};
  let changed = false;
  after.forEach((value, index) => {
    const change = changedValue(before[index] ?? "", value, place);
    if (change === undefined) return;
    diff[index] = change;
    changed = true;
  });
  return changed ? diff : undefined;
}

function changedValue(before: Value, after: Value, place: Place): Json | undefined {
  if (typeof before === "string" || typeof after === "string") {
    return before === after ? undefined : fullValue(after, place.encoder, place.inList);
  }
  if (before.kind === "template" && after.kind === "template" && before.statics === after.statics) {
    return changedDynamics(before.dynamics, after.dynamics, place);
  }
  if (before.kind === "keyed" && after.kind === "keyed" && before.statics === after.statics) {
    return changedKeyed(before, after, place);
  }
  if (before.kind === "child" && after.kind === "child" && before.id === after.id) return undefined;
  return fullValue(after, place.encoder, place.inList);
}

/** Entry by entry: nothing (same place, same values), a diff, the old index (moved), [old index, diff], or all dynamics (new). */
function changedKeyed(before: Keyed, after: Keyed, place: Place): Diff | undefined {
  const oldIndexes = new Map(before.entries.map((entry, index) => [entry.key, index]));
  const inList: Place = { encoder: place.encoder, inList: true };
  const entries: Record<string, Json> = {};
  let moved = false;
  let changed = before.entries.length !== after.entries.length;
  after.entries.forEach((entry, index) => {
    const oldIndex = oldIndexes.get(entry.key);
    const old = oldIndex === undefined ? undefined : before.entries[oldIndex];
    const change = old ? changedDynamics(old.dynamics, entry.dynamics, inList) : undefined;
    if (oldIndex === undefined || !old) entries[index] = fullDynamics(entry.dynamics, place.encoder, true);
    else if (oldIndex !== index) {
      entries[index] = change ? [oldIndex, change] : oldIndex;
      moved = true;
    } else if (change) entries[index] = change;
    else return;
    changed = true;
  });
  if (!changed) return undefined;
  entries.kc = after.entries.length;
  // Without this mark the client does not set old entries aside and would read a moved one after overwriting it.
  if (moved) entries.km = true;
  return { k: entries };
}
