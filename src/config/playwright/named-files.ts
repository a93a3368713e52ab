import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { AnyNode } from "acorn";
import { LARGEST_ASSET_BYTES } from "../../scenario/authoring/asset.js";
import { FileTexts } from "./file-texts.js";
import { BundleTree } from "./refused/bundle-tree.js";
import { childrenOf, nameOf } from "./refused/syntax.js";

/** The methods that hand files to a page. */
const TAKES_FILES = /\b(?:setInputFiles|setFiles|fulfill|addInitScript|addScriptTag|addStyleTag)\b/;

/** Longer texts are no paths. */
const LONGEST_PATH = 1000;

/**
 * The absolute paths of the files that the user's own modules in the bundle of a spec hand to a page, as far as their paths are
 * written in it. Files that cannot be sent and those named `.env` are left out: the test that uses one fails.
 */
export function namedFiles(code: string, cwd: string): readonly string[] {
  if (!TAKES_FILES.test(code)) return [];
  const tree = new BundleTree(code);
  const texts = new FileTexts(tree.body, cwd);
  const found = new Set<string>();
  const look = (node: AnyNode): void => {
    for (const path of handedOver(node, texts)) {
      const file = resolve(cwd, path);
      if (mayBePath(path) && tree.placeOf(node) !== undefined && maySend(file)) found.add(file);
    }
    for (const child of childrenOf(node)) look(child);
  };
  for (const node of tree.body) look(node);
  return [...found].sort();
}

/** The texts that a call hands over as paths. */
function handedOver(node: AnyNode, texts: FileTexts): readonly string[] {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return [];
  const { arguments: given } = node;
  switch (nameOf(node.callee)) {
    case "setInputFiles":
    case "setFiles":
      return given.flatMap((one) => texts.listed(one));
    case "fulfill":
    case "addInitScript":
    case "addScriptTag":
    case "addStyleTag":
      return given.slice(0, 1).flatMap((one) => texts.ofProperty(one, "path"));
    default:
      return [];
  }
}

function mayBePath(text: string): boolean {
  return text !== "" && text.length < LONGEST_PATH && !/[\n\0]/.test(text);
}

function maySend(file: string): boolean {
  const stat = basename(file).startsWith(".env") ? undefined : statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= LARGEST_ASSET_BYTES;
}
