import { type Components, type Entries, isNode, type RenderedNode } from "./rendered-node.js";

/** The tree after a diff: a diff with statics replaces it, another changes it in place. */
export function merged(tree: RenderedNode, diff: RenderedNode): RenderedNode {
  if (diff.s !== undefined) return diff;
  mergeInto(tree, diff);
  return tree;
}

function mergeInto(target: RenderedNode, source: RenderedNode): void {
  if (source.k) mergeEntries(target, source);
  else {
    for (const key of Object.keys(source)) {
      const value = source[key];
      const known = target[key];
      if (isNode(value) && value.s === undefined && isNode(known)) mergeInto(known, value);
      else target[key] = value;
    }
  }
  if (target.r) target.fresh = true;
}

function mergeEntries(target: RenderedNode, source: RenderedNode): void {
  const changes = source.k as Entries;
  target.k ??= { kc: 0 };
  const entries = target.k;
  const before = changes.km ? { ...entries } : entries;
  const moved = changes.km ? movedIndexes(changes) : undefined;
  for (const index of Object.keys(changes)) {
    if (index === "kc" || index === "km") continue;
    const change = changes[index];
    if (Array.isArray(change)) {
      entries[index] = before[String(change[0])];
      mergeInto(entries[index] as RenderedNode, change[1] as RenderedNode);
    } else if (typeof change === "number") entries[index] = before[String(change)];
    else if (isNode(change)) {
      // The entry that was here goes elsewhere: its place gets a copy, or it would change with it.
      if (moved?.has(index)) entries[index] = structuredClone(before[index]);
      entries[index] ??= {};
      mergeInto(entries[index] as RenderedNode, change);
    }
  }
  for (let index = changes.kc; index < entries.kc; index++) delete entries[String(index)];
  entries.kc = changes.kc;
  if (source.stream) target.stream = source.stream;
  if (source.p) target.p = source.p;
}

function movedIndexes(changes: Entries): ReadonlySet<string> {
  const moved = new Set<string>();
  for (const change of Object.values(changes)) {
    if (typeof change === "number") moved.add(String(change));
    else if (Array.isArray(change)) moved.add(String(change[0]));
  }
  return moved;
}

/** Adds a diff's components to the known ones. A component can take its statics, and the values that are left out, from another. */
export function mergeComponents(known: Components, changed: Components): void {
  const done: Components = {};
  for (const cid of Object.keys(changed)) resolveComponent(cid, { known, changed, done });
  for (const cid of Object.keys(changed)) {
    const component = done[cid];
    if (component) {
      changed[cid] = component;
      known[cid] = component;
    }
  }
}

interface ComponentMerge {
  readonly known: Components;
  readonly changed: Components;
  readonly done: Components;
}

function resolveComponent(cid: string, merge: ComponentMerge): RenderedNode {
  const ready = merge.done[cid];
  if (ready) return ready;
  const change = merge.changed[cid] ?? {};
  const component = ownComponent(cid, change, merge);
  merge.done[cid] = component;
  return component;
}

/** A positive number refers to a component of the same diff, a negative one to a known component. */
function ownComponent(cid: string, change: RenderedNode, merge: ComponentMerge): RenderedNode {
  if (typeof change.s === "number") {
    const source = change.s > 0 ? resolveComponent(String(change.s), merge) : merge.known[String(-change.s)];
    const shared = source ?? {};
    const component = mergedCopy(shared, change, true);
    if (shared.s === undefined) delete component.s;
    else component.s = shared.s;
    return component;
  }
  const before = merge.known[cid];
  return change.s !== undefined || before === undefined ? change : mergedCopy(before, change, false);
}

function mergedCopy(target: RenderedNode, source: RenderedNode, forAnother: boolean): RenderedNode {
  let copy: RenderedNode;
  if (source.k) {
    copy = structuredClone(target);
    mergeEntries(copy, source);
    if (forAnother) dropMarks(copy);
  } else {
    copy = { ...target, ...source };
    for (const key of Object.keys(copy)) {
      const value = source[key];
      const known = target[key];
      if (!isNode(known)) continue;
      if (isNode(value) && value.s === undefined) copy[key] = mergedCopy(known, value, forAnother);
      else if (value === undefined) copy[key] = mergedCopy(known, {}, forAnother);
    }
  }
  if (forAnother) {
    delete copy.mark;
    delete copy.fresh;
  } else if (target.r) copy.fresh = true;
  return copy;
}

/** A copy for another component must not carry the names of the original's elements. */
function dropMarks(node: RenderedNode): void {
  for (const value of Object.values(node)) if (isNode(value)) dropMarks(value);
  delete node.mark;
  delete node.fresh;
}
