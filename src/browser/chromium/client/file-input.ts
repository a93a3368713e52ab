import type { FilesRequest } from "../helper-wire.js";
import { controlOf } from "./conditions.js";
import { element } from "./elements.js";
import { lastEntered } from "./frames.js";
import { invalid } from "./outcome.js";
import { deadline } from "./wait.js";

let prepared: Element | undefined;

/** Waits for the element, checks that its input takes such files, and keeps the input for {@link fileInput}. */
export async function prepareFiles({ selector, isSeveral, isFolder, limitMs }: FilesRequest): Promise<null> {
  const input = controlOf(await element(selector, deadline(limitMs)));
  if (!(input instanceof HTMLInputElement)) return invalid("Node is not an HTMLInputElement");
  const { type, multiple, webkitdirectory } = input;
  if (type !== "file") invalid("Node is not a file input element");
  if (isSeveral && !multiple && !webkitdirectory) invalid("Non-multiple file input can only accept single file");
  if (isFolder && !webkitdirectory) invalid("File input does not support directories, pass individual files instead");
  if (!isFolder && webkitdirectory) invalid("[webkitdirectory] input requires passing a path to a directory");
  prepared = input;
  return null;
}

/** The input that was prepared last, in this document or in the frame that was entered last. */
export function fileInput(): unknown {
  const helper = lastEntered();
  return helper === undefined ? prepared : helper.fileInput();
}
