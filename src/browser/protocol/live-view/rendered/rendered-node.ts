/**
 * A node of a rendered tree, as LiveView sends it: numbered dynamics between statics.
 *
 * `s` statics (or the number of a template), `r` the node is one element, `k` entries of a comprehension with their count
 * `kc` (LiveView 1.1), `d` entries of a comprehension (1.0), `p` templates, `stream`, `c` components.
 */
export type RenderedNode = { [key: string]: unknown } & {
  s?: readonly string[] | number;
  r?: 1;
  k?: Entries;
  d?: readonly (readonly unknown[])[];
  p?: Templates;
  stream?: StreamChange;
  c?: Components;
  /** The client's own marks: changed since it was rendered, its name in the page, render all of it once. */
  fresh?: boolean;
  mark?: string;
  whole?: boolean;
};

export type Templates = Readonly<Record<string, readonly string[]>>;
export type Components = Record<string, RenderedNode>;
/** Entries by index, their number in `kc`; `km` if entries moved. An entry can be an old index, or `[old index, diff]`. */
export type Entries = { [key: string]: unknown } & { kc: number; km?: boolean };
/** `[ref, [[id, at, limit, update only]], ids to delete, reset]`. */
export type StreamChange = readonly [
  ref: string,
  inserts: readonly (readonly [id: string, at: number, limit: number | null, updateOnly?: boolean])[],
  deleted: readonly string[],
  reset?: boolean,
];

export function isNode(value: unknown): value is RenderedNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
