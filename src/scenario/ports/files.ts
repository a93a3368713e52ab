import type { OperationOptions } from "./operation-options.js";

/** A file that exists only in memory. */
export interface FileContent {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}

/** Files for an input: files or one folder of this machine, or files in memory; none of those empty the input. */
export type ChosenFiles =
  | { readonly kind: "paths"; readonly paths: readonly string[] }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "contents"; readonly contents: readonly FileContent[] };

/** A finished download. */
export interface Download {
  /** The URL of the file, after redirects. */
  readonly url: string;
  /** The name under which a person would have saved it. */
  readonly suggestedFilename: string;
  /** Size of the file. */
  readonly bytes: number;
  /** Where it is, if it was to be kept. */
  readonly file?: KeptFile;
  /** Milliseconds from the beginning of the download, when the server had begun to answer, to its end. */
  readonly durationMs: number;
}

/** The file of a download. */
export interface KeptFile {
  readonly path: string;
  /** Never rejects. */
  remove(): Promise<void>;
}

export interface ExpectingOptions extends OperationOptions {
  /** The caller removes its file, which otherwise is removed at its end. */
  readonly keepsFile?: boolean;
  /** Called as soon as the download has begun, when the next one can be expected. */
  readonly onBegun?: (() => void) | undefined;
}

/** A download that is waited for. */
export interface ExpectedDownload {
  /** Resolves when the first download that began has ended and its file was removed, unless it is kept. */
  finished(options: OperationOptions): Promise<Download>;
  /** From here on downloads are refused again, and those that have not ended are cancelled. Never rejects. */
  end(): Promise<void>;
}

/** Keeps the browser from showing file choosers, until `end` is called. */
export interface FileChooserWatch {
  /** Waits for the first file chooser since the watch began, and says whether it takes several files. */
  opened(options: OperationOptions): Promise<{ readonly isMultiple: boolean }>;
  /** Waits for the first file chooser since the watch began, and chooses the files in it. */
  choose(files: ChosenFiles, options: OperationOptions): Promise<void>;
  end(): void;
}

/** Files that go to the site and come from it. */
export interface PageFiles {
  /** Puts files into an input, or into that of a label. The element need not be visible. */
  setInputFiles(selector: string, files: ChosenFiles, options: OperationOptions): Promise<void>;
  /** Notices the file choosers that the page and its frames open from now on. */
  watchFileChooser(): FileChooserWatch;
  /** Lets the page's next download happen. Outside of this, downloads are refused. */
  expectDownload(options: ExpectingOptions): Promise<ExpectedDownload>;
}
