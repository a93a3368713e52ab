/** Functions that run on a file input in its page. They are sent as source text, and only when files are put into an input. */

/** A file in memory, as it is sent to the page. */
export interface CopiedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly base64: string;
}

/** The parts of the DOM that these functions need: Node.js code is compiled without DOM types. */
interface Field {
  readonly tagName: string;
  readonly type?: string;
  readonly control?: Field | null;
  readonly isConnected: boolean;
  files: unknown;
  closest(selector: string): Field | null;
  hasAttribute(name: string): boolean;
  dispatchEvent(event: unknown): boolean;
  addEventListener(type: "input", listener: () => void, options: object): void;
}
declare const DataTransfer: new () => { readonly files: unknown; readonly items: { add(file: unknown): void } };
declare const File: new (parts: readonly unknown[], name: string, options: object) => unknown;
declare const Event: new (type: string, options: object) => unknown;
declare const MutationObserver: new (look: () => void) => { observe(root: unknown, options: object): void; disconnect(): void };

/** Puts files from memory into the input, and dispatches the events of a person's choice. */
export function takeFiles(element: unknown, files: readonly CopiedFile[]): void {
  const input = element as Field;
  const transfer = new DataTransfer();
  for (const { name, mimeType, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: mimeType }));
  }
  input.files = transfer.files;
  input.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Resolves when the input has its next `input` event. */
export function afterInput(element: unknown): Promise<void> {
  return new Promise((resolve) => {
    (element as Field).addEventListener("input", () => resolve(), { once: true });
  });
}

/**
 * Waits until LiveView's server knows the files of an upload, for at most `limitMs`; resolves to whether it does. Until then the
 * client would submit their form without them.
 */
export function untilKnown(element: unknown, limitMs: number): Promise<boolean> {
  const given = element as Field;
  const input = given.tagName === "INPUT" ? given : (given.closest("label")?.control ?? given);
  const isKnown = () =>
    !(input.isConnected && input.hasAttribute("data-phx-upload-ref") && input.hasAttribute("data-phx-ref-src"));
  return new Promise((resolve) => {
    let ended = false;
    const end = (known: boolean) => {
      ended = true;
      observer.disconnect();
      resolve(known);
    };
    const look = () => {
      if (!ended && isKnown()) end(true);
    };
    // An element that is removed does not change.
    const lookAgain = () => {
      look();
      if (!ended) AbortSignal.timeout(100).addEventListener("abort", lookAgain);
    };
    const observer = new MutationObserver(look);
    observer.observe(input, { attributes: true });
    AbortSignal.timeout(limitMs).addEventListener("abort", () => {
      if (!ended) end(false);
    });
    lookAgain();
  });
}

/** Whether the element, or what it labels, is no field of another type. What is no field at all is left to Playwright. */
export function canTakeFiles(element: unknown): boolean {
  const given = element as Field;
  const field = given.tagName === "INPUT" ? given : given.closest("label")?.control;
  return field?.tagName !== "INPUT" || field.type === "file";
}

/** Why the input of a file chooser does not take such files; `null` if it does. */
export function refusal(
  element: unknown,
  { isSeveral, isFolder }: { readonly isSeveral: boolean; readonly isFolder: boolean },
): string | null {
  const { multiple, webkitdirectory } = element as { readonly multiple: boolean; readonly webkitdirectory: boolean };
  if (isSeveral && !multiple && !webkitdirectory) return "Non-multiple file input can only accept single file";
  if (isFolder && !webkitdirectory) return "File input does not support directories, pass individual files instead";
  return !isFolder && webkitdirectory ? "[webkitdirectory] input requires passing a path to a directory" : null;
}

/** The wait for a file chooser, for messages. */
export const FILE_CHOOSER_WAIT = { subject: "a file chooser", lacking: () => "none was opened" };

/** What an input lacks whose files the server does not know yet, for messages. */
export const UNKNOWN_TO_SERVER = "to get LiveView's reply to its last event (data-phx-ref-src)";
