/** Elements that match inside the scopes (which themselves do not count), in the order of the document. */
export type Query = (scopes: readonly ParentNode[], body: string, search: Search) => Iterable<Element>;

/** The search of which an engine's part is one. */
export interface Search {
  /** Where the whole selector looks. */
  readonly root: ParentNode;
  readonly findAll: (selector: string, root: ParentNode) => Iterable<Element>;
}
