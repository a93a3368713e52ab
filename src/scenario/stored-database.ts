/** A database of IndexedDB, as in Playwright's storage state. */
export interface StoredDatabase {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly StoredObjectStore[];
}

/** The path of a key: one property, or several. */
interface KeyPath {
  readonly keyPath?: string | undefined;
  readonly keyPathArray?: readonly string[] | undefined;
}

interface StoredObjectStore extends KeyPath {
  readonly name: string;
  readonly autoIncrement: boolean;
  readonly indexes: readonly (KeyPath & { readonly name: string; readonly multiEntry: boolean; readonly unique: boolean })[];
  /** JSON values are written as they are, others in an encoding. Keys that are part of their value are left out. */
  readonly records: readonly {
    readonly key?: unknown;
    readonly keyEncoded?: unknown;
    readonly value?: unknown;
    readonly valueEncoded?: unknown;
  }[];
}
