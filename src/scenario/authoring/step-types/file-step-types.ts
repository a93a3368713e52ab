import type { ElementSelector } from "../../../base/locators/locator.js";
import type { Download } from "../../ports/files.js";
import type { InputFile } from "../../steps/arguments/file-step-options.js";
import type { Given, ReadOptions, Resolvable, StepOptions } from "../../steps/arguments/step-options.js";
import type { Context, Pipeline } from "../context-types.js";

/** Steps that send files to the site, or receive them. */
export interface FileSteps<A, N extends string, G extends Given> {
  /**
   * Puts files into an `<input type="file">`, or into that of a label: a path that `asset` returned, a file from memory, or
   * several of either; a folder, into an input with `webkitdirectory`; `[]` empties the input. The input need not be visible.
   */
  setInputFiles(
    selector: Resolvable<ElementSelector, A>,
    files: Resolvable<string | InputFile | readonly string[] | readonly InputFile[], A>,
    options?: Resolvable<StepOptions, A>,
  ): Pipeline<void, A, N, G>;
  /**
   * Performs the steps of a function, which cause a download, and waits for the end of that download. The time-out counts
   * from the end of the function. The file is removed when its size is known.
   */
  waitForDownload(
    cause: (context: Context<A, N, G>) => unknown,
    options?: Resolvable<ReadOptions<A, Download>, A>,
  ): Pipeline<Download, A, N, G>;
}
