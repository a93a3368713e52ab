import type { Protocol } from "devtools-protocol";
import type { OperationOptions } from "../../scenario/page-port.js";
import type { ChosenFiles, ExpectedDownload, FileContent, PageFiles } from "../../scenario/ports/files.js";
import { evaluatedValue } from "../page-evaluation.js";
import type { PageOperations } from "../page-operations.js";
import type { UserDownloads } from "../user-downloads.js";
import type { ElementReference, PageHelper } from "./page-helper.js";
import { AFTER_INPUT, type CopiedFile, TAKE_FILES } from "./put-files.js";

interface FilesParts {
  readonly operations: PageOperations;
  readonly helper: PageHelper;
  readonly downloads: UserDownloads;
}

/** Uploads and downloads of one user's page. */
export class ChromiumFiles implements PageFiles {
  readonly #parts: FilesParts;

  constructor(parts: FilesParts) {
    this.#parts = parts;
  }

  setInputFiles(selector: string, files: ChosenFiles, options: OperationOptions): Promise<void> {
    const { operations, helper } = this.#parts;
    const operation = { subject: selector, endsItself: true, lacking: () => "the page did not answer" };
    const isFolder = files.kind === "folder";
    const request = { selector, isSeveral: countOf(files) > 1, isFolder };
    return operations.run(operation, options, (bounds) =>
      helper.useFileInput(bounds, request, (input) => {
        if (files.kind === "contents") return takeContents(input, files.contents);
        return isFolder ? takeFolder(input, files.path) : setFiles(input, files.paths);
      }),
    );
  }

  expectDownload(options: OperationOptions): Promise<ExpectedDownload> {
    return this.#parts.downloads.expect(options);
  }
}

function countOf(files: ChosenFiles): number {
  switch (files.kind) {
    case "paths":
      return files.paths.length;
    case "contents":
      return files.contents.length;
    case "folder":
      return 1;
  }
}

/** The browser reads the files itself and dispatches the events. */
async function setFiles({ session, objectId, options }: ElementReference, paths: readonly string[]): Promise<void> {
  await session.request(options, "DOM.setFileInputFiles", { objectId, files: [...paths] });
}

/** The browser lists the folder's files before it dispatches the events. */
async function takeFolder(input: ElementReference, path: string): Promise<void> {
  await Promise.all([callOn(input, AFTER_INPUT, []), setFiles(input, [path])]);
}

async function takeContents(input: ElementReference, contents: readonly FileContent[]): Promise<void> {
  const files = contents.map(
    ({ name, mimeType, bytes }): CopiedFile => ({ name, mimeType, base64: Buffer.from(bytes).toString("base64") }),
  );
  await callOn(input, TAKE_FILES, [{ value: files }]);
}

async function callOn(
  { session, objectId, options }: ElementReference,
  functionDeclaration: string,
  args: Protocol.Runtime.CallArgument[],
): Promise<void> {
  const call = { objectId, functionDeclaration, arguments: args, awaitPromise: true, silent: true };
  evaluatedValue(await session.request(options, "Runtime.callFunctionOn", call));
}
