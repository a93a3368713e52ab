/** Elements that match inside the scopes (which themselves do not count), in the order of the document. */
export type Query = (scopes: readonly ParentNode[], body: string, search: Search) => Iterable<Element>;

/** The search that an engine's query is part of. */
export interface Search {
  /** Root of the whole selector. */
  readonly root: ParentNode;
  readonly findAll: (selector: string, root: ParentNode) => Iterable<Element>;
}
