/** Functions that are called on a file input, in the helper's world of its document. They are sent only when they are needed. */

/** A file in memory, as it is sent to the page. */
export interface CopiedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly base64: string;
}

/** The parts of the DOM that these functions need: Node.js code is compiled without DOM types. */
interface FileInput {
  files: unknown;
  dispatchEvent(event: unknown): boolean;
  addEventListener(type: "input", listener: () => void, options: { readonly once: boolean }): void;
}
declare const DataTransfer: new () => { readonly files: unknown; readonly items: { add(file: unknown): void } };
declare const File: new (parts: readonly unknown[], name: string, options: { readonly type: string }) => unknown;
declare const Event: new (type: string, options: { readonly bubbles: boolean; readonly composed?: boolean }) => unknown;

function takeFiles(this: FileInput, files: readonly CopiedFile[]): void {
  const transfer = new DataTransfer();
  for (const { name, mimeType, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: mimeType }));
  }
  this.files = transfer.files;
  this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  this.dispatchEvent(new Event("change", { bubbles: true }));
}

function afterInput(this: FileInput): Promise<void> {
  return new Promise((resolve) => {
    this.addEventListener("input", () => resolve(), { once: true });
  });
}

/** Puts files from memory into the input, and dispatches the events of a person's choice. */
export const TAKE_FILES = String(takeFiles);
/** Resolves when the input has its next `input` event. */
export const AFTER_INPUT = String(afterInput);
