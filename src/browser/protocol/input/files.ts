import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { readableSelector } from "../../../base/frame-selector.js";
import { type OperationOptions, PageOperationError } from "../../../scenario/page-port.js";
import type {
  ChosenFiles,
  ExpectedDownload,
  ExpectingOptions,
  FileChooserWatch,
  PageFiles,
} from "../../../scenario/ports/files.js";
import type { Bounds } from "../../page-operations.js";
import type { UserDownloads } from "../../user-downloads.js";
import { type ActingParts, AWAITS_REPLY, actOnElement } from "../acting.js";
import type { ChosenFile } from "../dom/chosen-file.js";
import type { Element } from "../dom/element.js";
import { HTMLInputElement } from "../dom/form-elements.js";
import { late } from "../page-elements.js";
import { needsBrowser } from "../unsupported.js";
import { fileTypeOf } from "./file-types.js";

interface FilesParts extends ActingParts {
  readonly downloads: UserDownloads;
}

/** Uploads and downloads of one user's page. */
export class ProtocolFiles implements PageFiles {
  readonly #parts: FilesParts;

  constructor(parts: FilesParts) {
    this.#parts = parts;
  }

  setInputFiles(selector: string, files: ChosenFiles, options: OperationOptions): Promise<void> {
    const { elements, input } = this.#parts;
    const act = async (bounds: Bounds) => {
      const found = await elements.element(selector, bounds);
      const field = checkedInput(
        elements.ask(selector, (queries) => queries.controlOf(found)),
        files,
      );
      input.setFiles(field, await chosenFilesOf(files));
      await this.#known(selector, field, bounds);
    };
    return actOnElement(this.#parts, { selector, options, act });
  }

  /** Without scripts, a chooser opens only for an input, which `setInputFiles` takes. */
  watchFileChooser(): FileChooserWatch {
    return { opened: () => needsBrowser(), choose: () => needsBrowser(), end: () => {} };
  }

  expectDownload(options: ExpectingOptions): Promise<ExpectedDownload> {
    return this.#parts.downloads.expect(this.#parts.operations, options);
  }

  /** Until LiveView's server knows the files of an upload, its client would submit their form without them. */
  async #known(selector: string, field: Element, bounds: Bounds): Promise<void> {
    const isKnown = () =>
      !(field.isConnected && field.hasAttribute("data-phx-upload-ref") && field.hasAttribute("data-phx-ref-src"));
    const known = await this.#parts.elements.until(bounds, () => (isKnown() ? true : undefined));
    if (known === undefined) late(bounds, `${readableSelector(selector)} ${AWAITS_REPLY}`);
  }
}

function checkedInput(input: Element, files: ChosenFiles): HTMLInputElement {
  const fail = (message: string): never => {
    throw new PageOperationError("invalid", message);
  };
  if (!(input instanceof HTMLInputElement)) return fail("Node is not an HTMLInputElement");
  const count = files.kind === "paths" ? files.paths.length : files.kind === "contents" ? files.contents.length : 1;
  if (input.type !== "file") fail("Node is not a file input element");
  if (count > 1 && !input.multiple && !input.webkitdirectory) fail("Non-multiple file input can only accept single file");
  if (files.kind === "folder" && !input.webkitdirectory)
    fail("File input does not support directories, pass individual files instead");
  if (files.kind !== "folder" && input.webkitdirectory) fail("[webkitdirectory] input requires passing a path to a directory");
  return input;
}

async function chosenFilesOf(files: ChosenFiles): Promise<readonly ChosenFile[]> {
  switch (files.kind) {
    case "contents":
      return files.contents.map(({ name, mimeType, bytes }) => {
        return { name, mimeType, size: bytes.length, read: () => Promise.resolve(bytes) };
      });
    case "paths":
      return Promise.all(files.paths.map((path) => fileAt(path)));
    case "folder": {
      const entries = await readdir(files.path, { recursive: true, withFileTypes: true });
      const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      const parent = join(files.path, "..");
      return Promise.all(paths.sort().map((path) => fileAt(path, relative(parent, path))));
    }
  }
}

async function fileAt(path: string, relativePath?: string): Promise<ChosenFile> {
  const { size, mtimeMs } = await stat(path);
  return {
    name: basename(path),
    mimeType: fileTypeOf(path),
    size,
    lastModified: Math.round(mtimeMs),
    read: () => readFile(path),
    ...(relativePath === undefined ? {} : { relativePath }),
  };
}
