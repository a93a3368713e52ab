import { page } from "../layout.js";
import { htmlReply, type Reply, type Request } from "../reply.js";
import type { DeadRoute } from "../route.js";
import { html } from "../template.js";

/** Pages about browser features besides the page itself: storage, sockets, frames, shadow roots, dialogs, windows. */
export const DOCUMENT_ROUTES: readonly DeadRoute[] = [
  { method: "GET", path: "/storage", respond: respondStorage },
  { method: "GET", path: "/echo", respond: () => scripted("Echo", ECHO, ECHO_SCRIPT) },
  { method: "GET", path: "/ws-echo", respond: () => scripted("Echo", ECHO, ECHO_SCRIPT) },
  { method: "GET", path: "/windows", respond: () => scripted("Windows", WINDOWS, "") },
  { method: "GET", path: "/windows/help", respond: () => scripted("Help", HELP, HELP_SCRIPT) },
  { method: "GET", path: "/alert", respond: () => scripted("Dialogs", DIALOGS, DIALOGS_SCRIPT) },
  {
    method: "GET",
    path: "/iframe",
    respond: () =>
      scripted("Frame", '<iframe id="frame" src="/iframe/inside" title="inside" width="400" height="300"></iframe>', ""),
  },
  {
    method: "GET",
    path: "/iframe/inside",
    respond: () =>
      scripted("Inside", '<p id="inside-count">0</p><button id="inside">+</button>', counterScript("inside", "inside-count")),
  },
  {
    method: "GET",
    path: "/shadow",
    respond: () => scripted("Shadow root", '<div id="host"></div><p>Clicks: <span id="clicks">0</span></p>', SHADOW_SCRIPT),
  },
];

function scripted(title: string, body: string, script: string): Reply {
  return htmlReply(page({ title, body: `<main><h1>${title}</h1>${body}</main>`, script }));
}

/** `?cookie=a=b&http-only=c=d&local=k=v&session=k=v` sets values; then everything is shown. */
function respondStorage(request: Request): Reply {
  const body = html`<main><h1>Storage</h1>
<h2>Cookies the server got</h2><pre id="server-cookies">${request.cookie}</pre>
<h2>Cookies</h2><pre id="cookies"></pre>
<h2>Local storage</h2><pre id="local"></pre>
<h2>Session storage</h2><pre id="session"></pre>
<button id="clear">Clear</button>
</main>`;
  const reply = htmlReply(page({ title: "Storage", body, script: STORAGE_SCRIPT }));
  const httpOnly = request.url.searchParams.get("http-only");
  if (httpOnly === null) return reply;
  return { ...reply, headers: { ...reply.headers, "set-cookie": `${encodeURI(httpOnly)}; Path=/; HttpOnly; SameSite=Lax` } };
}

const STORAGE_SCRIPT = `
const query = new URLSearchParams(location.search);
const pair = (name) => { const text = query.get(name) ?? ""; const at = text.indexOf("="); return at < 0 ? undefined : [text.slice(0, at), text.slice(at + 1)]; };
const show = () => {
  document.querySelector("#cookies").textContent = document.cookie;
  document.querySelector("#local").textContent = JSON.stringify({ ...localStorage });
  document.querySelector("#session").textContent = JSON.stringify({ ...sessionStorage });
};
if (query.has("cookie")) document.cookie = query.get("cookie") + "; path=/";
if (pair("local")) localStorage.setItem(...pair("local"));
if (pair("session")) sessionStorage.setItem(...pair("session"));
document.querySelector("#clear").addEventListener("click", () => {
  for (const cookie of document.cookie.split("; ")) document.cookie = cookie.split("=")[0] + "=; path=/; max-age=0";
  localStorage.clear();
  sessionStorage.clear();
  show();
});
show();
`;

const ECHO = `<p>Socket <strong id="socket">connecting</strong>, sent <span id="sent">0</span> frames (<span id="sent-bytes">0</span> bytes),
received <span id="received">0</span> (<span id="received-bytes">0</span> bytes)</p>
<p class="actions"><button id="send">Send again</button> <button id="close">Close</button></p>`;

const ECHO_SCRIPT = `
const query = new URLSearchParams(location.search);
const number = (name, fallback) => Number(query.get(name) ?? fallback);
const add = (id, by) => { const el = document.getElementById(id); el.textContent = Number(el.textContent) + by; };
const state = document.querySelector("#socket");
const socket = new WebSocket(location.origin.replace("http", "ws") + "/echo/websocket");
socket.binaryType = "arraybuffer";
const send = (body, size) => { socket.send(body); add("sent", 1); add("sent-bytes", size); };
const sendAll = () => {
  const text = number("text", 100), binary = number("binary", 0);
  for (let i = 0; i < number("count", 1); i++) {
    if (text > 0) send("x".repeat(text), text);
    if (binary > 0) send(new Uint8Array(binary), binary);
  }
};
socket.addEventListener("open", () => { state.textContent = "open"; sendAll(); });
socket.addEventListener("close", () => { state.textContent = "closed"; });
socket.addEventListener("message", ({ data }) => { add("received", 1); add("received-bytes", typeof data === "string" ? data.length : data.byteLength); });
document.querySelector("#send").addEventListener("click", sendAll);
document.querySelector("#close").addEventListener("click", () => socket.close());
`;

const DIALOGS = `<p class="actions"><button id="alert">Alert</button> <button id="confirm">Confirm</button> <button id="prompt">Prompt</button></p>
<p>Answer: <strong id="answer">none</strong></p>`;

const DIALOGS_SCRIPT = `
const answer = (text) => { document.querySelector("#answer").textContent = text; };
document.querySelector("#alert").addEventListener("click", () => { alert("Attention"); answer("alerted"); });
document.querySelector("#confirm").addEventListener("click", () => answer(confirm("Are you sure?") ? "yes" : "no"));
document.querySelector("#prompt").addEventListener("click", () => answer(String(prompt("Your name?"))));
`;

const WINDOWS = `<p class="actions"><a id="help" href="/windows/help" target="_blank" rel="opener">Help</a> <a id="help-apart" href="/windows/help" target="_blank">Help apart</a></p>`;

const HELP = `<p id="page">Page 1 of the help</p> <p class="actions"><button id="next">Next</button> <button id="close">Close</button></p>`;

const HELP_SCRIPT = `
let number = 1;
document.querySelector("#next").addEventListener("click", () => { document.querySelector("#page").textContent = "Page " + ++number + " of the help"; });
document.querySelector("#close").addEventListener("click", () => close());
`;

const SHADOW_SCRIPT = `
const root = document.querySelector("#host").attachShadow({ mode: "open" });
root.innerHTML = '<button id="shadow-button">Inside the shadow</button> <span id="shadow-count">0</span>';
let count = 0;
root.querySelector("#shadow-button").addEventListener("click", () => {
  count++;
  root.querySelector("#shadow-count").textContent = count;
  document.querySelector("#clicks").textContent = count;
});
`;

function counterScript(button: string, count: string): string {
  return `document.getElementById("${button}").addEventListener("click", () => { const el = document.getElementById("${count}"); el.textContent = Number(el.textContent) + 1; });`;
}
