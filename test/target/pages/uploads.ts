import { setTimeout as sleep } from "node:timers/promises";
import { page } from "../layout.js";
import { LiveView, type ViewEvent } from "../live-view.js";
import { htmlReply, type Reply, type Request } from "../reply.js";
import type { DeadRoute } from "../route.js";
import { each, html, type Template } from "../template.js";
import { type ReceivedFile, receivedFile } from "../uploads.js";

const MAX_FILES = 3;

/** `/upload`: files are chosen, sent in chunks with their progress, and kept when the form is submitted. `?delay=ms` delays its events. */
export class UploadView extends LiveView {
  static readonly viewName = "UploadLive";
  readonly title = "Upload";
  readonly #photos = this.socket.allowUpload("photos", MAX_FILES);
  #kept: readonly ReceivedFile[] = [];

  override async handleEvent({ name }: ViewEvent): Promise<void> {
    await sleep(this.numberParam("delay", 0));
    if (name !== "save") return;
    const files = this.#photos.consume();
    this.#kept = [...this.#kept, ...files];
    this.socket.received(files);
  }

  override render(): Template {
    const { entries } = this.#photos;
    return html`<main>
  <h1>Upload</h1>
  <form id="upload-form" class="stack" phx-change="validate" phx-submit="save">
    <label id="photos-label" for="${this.#photos.ref}">Photos</label>
    ${this.#photos.input()}
    <ul id="entries">${each(
      entries,
      ({ ref }) => ref,
      ({ name, progress }) => html`<li>${name} <progress max="100" value="${progress}">${progress} %</progress></li>`,
    )}</ul>
    <p class="actions"><button id="save">Save</button></p>
  </form>
  <ul id="kept">${each(
    this.#kept,
    ({ sha256 }) => sha256,
    ({ name, size }) => html`<li>${name}: ${size} bytes</li>`,
  )}</ul>
</main>`;
  }
}

/** A form that is posted as multipart/form-data, and one whose file is sent with `fetch`. */
export const UPLOAD_ROUTES: readonly DeadRoute[] = [
  {
    method: "GET",
    path: "/upload-form",
    respond: () => htmlReply(page({ title: "Upload form", body: FORM, script: FETCH_SCRIPT })),
  },
  { method: "POST", path: "/upload-form", respond: (request, app) => posted(request, (files) => app.stats.received(files)) },
];

async function posted(request: Request, receive: (files: readonly ReceivedFile[]) => void): Promise<Reply> {
  const form = await new Response(await request.bytes(), { headers: { "content-type": request.contentType } }).formData();
  const files = [...form.values()].filter((value) => typeof value !== "string");
  const received = await Promise.all(
    files.map(async (file) => receivedFile(file.name, file.type, new Uint8Array(await file.arrayBuffer()))),
  );
  receive(received);
  const list = each(
    received,
    ({ name }) => name,
    ({ name, size }) => html`<li>${name}: ${size} bytes</li>`,
  );
  return htmlReply(page({ title: "Received", body: html`<main><h1>Received</h1><ul id="kept">${list}</ul></main>` }));
}

const FORM = `<main><h1>Upload form</h1>
<form id="upload-form" class="stack" method="post" action="/upload-form" enctype="multipart/form-data">
<label id="file-label" for="file">File</label><input id="file" name="file" type="file" multiple>
<p class="actions"><button id="send">Send</button> <button id="fetch" type="button">Send with fetch</button></p>
</form>
<p id="answer"></p>
</main>`;

const FETCH_SCRIPT = `
document.querySelector("#fetch").addEventListener("click", async () => {
  const body = new FormData(document.querySelector("#upload-form"));
  const answer = await fetch("/upload-form", { method: "POST", body });
  document.querySelector("#answer").textContent = "answered " + answer.status;
});
`;
