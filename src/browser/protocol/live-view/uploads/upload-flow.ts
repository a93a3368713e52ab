import { type DomElement, isUploadInput } from "../dom.js";
import { push } from "../views/pushes.js";
import { undoRefs } from "../views/refs.js";
import type { View } from "../views/view.js";
import { sendFile, type UploadConfig } from "./file-channel.js";
import { activeFiles, filesAwaitingPreflight, uploadInputs } from "./tracked-files.js";
import { UploadEntry } from "./upload-entry.js";

interface UploadJob {
  readonly form: DomElement;
  readonly ref: number;
  readonly cid: number | undefined;
  readonly done: () => void;
}

interface ChangeUpload {
  readonly input: DomElement;
  readonly form: DomElement;
  readonly cid: number | undefined;
  readonly mark: () => number;
  readonly done: () => void;
}

/** After a change has been answered: an automatic upload begins as soon as nothing around its input is locked. */
export function uploadAfterChange(view: View, { input, form, cid, mark, done }: ChangeUpload): void {
  if (!isUploadInput(input) || !input.hasAttribute("data-phx-auto-upload")) {
    done();
    return;
  }
  view.page.whenUnlocked(input, () => {
    if (filesAwaitingPreflight(input, view.page.files).length === 0) return;
    const ref = mark();
    undoRefs(view, ref, [form]);
    const finished = () => {
      done();
      view.page.acts.continueSubmit(view, form);
      undoRefs(view, ref);
    };
    uploadFiles(view, { form, ref, cid, done: finished });
  });
}

/** Asks the server for each input which files it allows, and sends those. */
export function uploadFiles(view: View, job: UploadJob): void {
  const inputs = uploadInputs(job.form, view.page.host.document).filter(
    (input) => activeFiles(input, view.page.files).length > 0,
  );
  let left = inputs.length;
  for (const input of inputs) {
    const done = () => {
      left--;
      if (left === 0) job.done();
    };
    uploadInput(view, { ...job, input, done, skipped: () => left-- });
  }
}

interface InputJob extends UploadJob {
  readonly input: DomElement;
  /** It has no new file. */
  readonly skipped: () => void;
}

interface PreflightReply {
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly error?: readonly (readonly [ref: unknown, reason: unknown])[];
  readonly config: UploadConfig;
}

function uploadInput(view: View, job: InputJob): void {
  const { input, form } = job;
  const isAutomatic = input.hasAttribute("data-phx-auto-upload");
  const batch: { entries: readonly UploadEntry[]; left: number; isAllowed: boolean } = { entries: [], left: 0, isAllowed: false };
  const uploader = {
    input,
    cancel: () => {
      for (const entry of batch.entries) entry.cancel();
    },
    check: () => {
      for (const entry of batch.entries) entry.checkListed();
    },
  };
  const done = () => {
    batch.left--;
    if (batch.left !== 0 || !batch.isAllowed) return;
    view.uploaders.delete(uploader);
    job.done();
  };
  batch.entries = filesAwaitingPreflight(input, view.page.files).map(
    (file) => new UploadEntry({ input, form, file, view, isAutomatic, done }),
  );
  batch.left = batch.entries.length;
  if (batch.entries.length === 0) {
    job.skipped();
    return;
  }
  view.uploaders.add(uploader);
  const payload = {
    ref: input.getAttribute("data-phx-upload-ref"),
    entries: batch.entries.map((entry) => entry.preflight()),
    cid: job.cid,
  };
  push(view, "allow_upload", payload, {
    onReply: (response) => {
      const reply = response as PreflightReply;
      if (!takePreflight(view, { reply, entries: batch.entries, job })) return void view.uploaders.delete(uploader);
      batch.isAllowed = true;
      if (batch.left === 0) {
        view.uploaders.delete(uploader);
        return job.done();
      }
      for (const entry of batch.entries) if (!entry.isCancelled) send(view, entry, { reply, form });
    },
    onError: () => view.uploaders.delete(uploader),
  });
}

/** False when nothing may be sent: the refused files are dropped. */
function takePreflight(
  view: View,
  { reply, entries, job }: { readonly reply: PreflightReply; readonly entries: readonly UploadEntry[]; readonly job: InputJob },
): boolean {
  const allowed = reply.entries ?? {};
  for (const entry of entries) if (reply.entries && !Object.hasOwn(allowed, entry.ref)) refuse(entries, entry.ref);
  if (!reply.error && Object.keys(allowed).length > 0) return true;
  undoRefs(view, job.ref);
  for (const [ref] of reply.error ?? []) refuse(entries, String(ref));
  return false;
}

/** Without automatic upload a refused file stops all of them. */
function refuse(entries: readonly UploadEntry[], ref: string): void {
  for (const entry of entries) if (!entry.isAutomatic || entry.ref === ref) entry.cancel();
}

function send(
  view: View,
  entry: UploadEntry,
  { reply, form }: { readonly reply: PreflightReply; readonly form: DomElement },
): void {
  const meta = reply.entries?.[entry.ref];
  if (typeof meta === "object" && meta !== null && "uploader" in meta) {
    view.page.host.failed(
      new Error(
        `the file ${entry.file.name} goes to another server by the page's own uploader ${String(meta.uploader)}, which does not run without a browser`,
      ),
    );
    entry.fail("external uploads need a browser");
    return;
  }
  sendFile(entry, {
    socket: view.page.socket,
    token: meta,
    config: reply.config,
    onFailed: () => view.page.acts.cancelSubmit(view, form),
    onReadFailed: (error) => view.page.host.failed(error),
  });
}
