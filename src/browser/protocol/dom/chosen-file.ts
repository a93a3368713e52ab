/** A file in an input. Its bytes are read when it is sent. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
  /** Path below the chosen folder, if a folder was chosen: `photos/cat.png`. */
  readonly relativePath?: string;
  /** Milliseconds since 1970; absent for files that exist only in memory. */
  readonly lastModified?: number;
  read(): Promise<Uint8Array>;
}
