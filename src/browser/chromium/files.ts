import { readableSelector } from "../../base/frame-selector.js";
import { type OperationOptions, PageOperationError } from "../../scenario/page-port.js";
import type {
  ChosenFiles,
  ExpectedDownload,
  ExpectingOptions,
  FileChooserWatch,
  FileContent,
  PageFiles,
} from "../../scenario/ports/files.js";
import {
  afterInput,
  type CopiedFile,
  FILE_CHOOSER_WAIT,
  refusal,
  takeFiles,
  UNKNOWN_TO_SERVER,
  untilKnown,
} from "../file-input.js";
import { evaluatedValue } from "../page-evaluation.js";
import type { Bounds, PageOperations } from "../page-operations.js";
import type { UserDownloads } from "../user-downloads.js";
import type { FileChoosers } from "./file-choosers.js";
import type { ElementReference, PageHelper } from "./page-helper.js";

interface FilesParts {
  readonly operations: PageOperations;
  readonly helper: PageHelper;
  readonly downloads: UserDownloads;
  readonly choosers: FileChoosers;
}

/** Uploads and downloads of one user's page. */
export class ChromiumFiles implements PageFiles {
  readonly #parts: FilesParts;

  constructor(parts: FilesParts) {
    this.#parts = parts;
  }

  setInputFiles(selector: string, files: ChosenFiles, options: OperationOptions): Promise<void> {
    const { operations, helper } = this.#parts;
    const isFolder = files.kind === "folder";
    const request = { selector, isSeveral: countOf(files) > 1, isFolder };
    return operations.run({ subject: selector, endsItself: true }, options, (bounds) =>
      helper.useFileInput(bounds, request, async (input) => {
        await take(input, files);
        if (!(await isKnown(input, bounds))) throw unknownToServer(readableSelector(selector), bounds);
      }),
    );
  }

  watchFileChooser(): FileChooserWatch {
    const { operations, choosers } = this.#parts;
    const watch = choosers.watch();
    const choose = (files: ChosenFiles, options: OperationOptions) =>
      operations.run(FILE_CHOOSER_WAIT, options, async (bounds) => {
        const input = await (await watch.opened).input(bounds);
        const refused = await callOn(input, refusal, { isSeveral: countOf(files) > 1, isFolder: files.kind === "folder" });
        if (typeof refused === "string") throw new PageOperationError("invalid", refused);
        await take(input, files);
        if (!(await isKnown(input, bounds))) throw unknownToServer("the input of the file chooser", bounds);
      });
    const opened = (options: OperationOptions) =>
      operations.run(FILE_CHOOSER_WAIT, options, async () => ({ isMultiple: (await watch.opened).isMultiple }));
    return { opened, choose, end: () => watch.end() };
  }

  expectDownload(options: ExpectingOptions): Promise<ExpectedDownload> {
    const { operations, downloads } = this.#parts;
    return downloads.expect(operations, options);
  }
}

function unknownToServer(input: string, { timeoutMs }: Bounds): PageOperationError {
  return new PageOperationError("timeout", `waited ${Math.round(timeoutMs)} ms for ${input} ${UNKNOWN_TO_SERVER}`);
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

/** The files may have led to another document, and the input is gone. */
async function isKnown(input: ElementReference, bounds: Bounds): Promise<boolean> {
  try {
    return (await callOn(input, untilKnown, Math.ceil(bounds.left()))) === true;
  } catch (error) {
    if (bounds.over.aborted) throw error;
    return true;
  }
}

async function take(input: ElementReference, files: ChosenFiles): Promise<void> {
  switch (files.kind) {
    case "paths":
      return setFiles(input, files.paths);
    case "contents":
      return takeContents(input, files.contents);
    case "folder":
      // The browser lists the folder's files before it dispatches the events.
      await Promise.all([callOn(input, afterInput, undefined), setFiles(input, [files.path])]);
  }
}

/** The browser reads the files itself and dispatches the events. */
async function setFiles({ session, objectId, options }: ElementReference, paths: readonly string[]): Promise<void> {
  await session.request(options, "DOM.setFileInputFiles", { objectId, files: [...paths] });
}

async function takeContents(input: ElementReference, contents: readonly FileContent[]): Promise<void> {
  const files = contents.map(
    ({ name, mimeType, bytes }): CopiedFile => ({ name, mimeType, base64: Buffer.from(bytes).toString("base64") }),
  );
  await callOn(input, takeFiles, files);
}

/** Calls a function on the input, in the helper's world; resolves to its awaited result. */
async function callOn<P>(
  { session, objectId, options }: ElementReference,
  fn: (element: unknown, argument: P) => unknown,
  argument: P,
): Promise<unknown> {
  const functionDeclaration = `function (argument) { return (${String(fn)})(this, argument); }`;
  const call = { objectId, functionDeclaration, arguments: [{ value: argument }], returnByValue: true };
  const answer = await session.request(options, "Runtime.callFunctionOn", { ...call, awaitPromise: true, silent: true });
  return evaluatedValue(answer);
}
