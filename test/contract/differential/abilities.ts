import { BEING, SHOWING } from "./abilities-shown.js";

/** Something that a page may try; its value or error must be the same in both engines. */
export interface Ability {
  readonly name: string;
  /** The page that tries it; `/` by default. */
  readonly on?: "/isolated" | "/strict" | "/frames";
  /** Body of an async function, run by a click on the page; a string, so that the page gets it unchanged. */
  readonly code: string;
}

const heard = (target: string) => `new Promise((done) => { ${target}.onmessage = ({ data }) => done(data); })`;
const rest = (ms: number) => `await new Promise((done) => setTimeout(done, ${ms}));`;

const WORKERS: readonly Ability[] = [
  { name: "a worker", code: `const worker = new Worker("/worker.js"); worker.postMessage(1); return ${heard("worker")};` },
  {
    name: "a module worker",
    code: `const worker = new Worker("/worker.js", { type: "module" }); worker.postMessage(1); return ${heard("worker")};`,
  },
  {
    name: "a worker of a blob",
    code: `const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(navigator.language)"]))); return ${heard("worker")};`,
  },
  { name: "a shared worker", code: `const { port } = new SharedWorker("/shared.js"); return ${heard("port")};` },
  {
    name: "a service worker",
    code: `await navigator.serviceWorker.register("/service.js"); await navigator.serviceWorker.ready;
      while (navigator.serviceWorker.controller === null) { ${rest(20)} }
      return (await fetch("/by-service")).text();`,
  },
  {
    name: "an audio worklet",
    code: `const audio = new OfflineAudioContext(1, 512, 44100); await audio.audioWorklet.addModule("/audio.js");
      new AudioWorkletNode(audio, "one").connect(audio.destination); return (await audio.startRendering()).getChannelData(0).at(-1);`,
  },
  { name: "a paint worklet", code: `await CSS.paintWorklet?.addModule("/paint.js"); return String(CSS.paintWorklet);` },
  {
    name: "threads on shared memory",
    on: "/isolated",
    code: `const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }); const cell = new Int32Array(buffer);
      new Worker("/worker.js").postMessage(buffer); const { value } = Atomics.waitAsync(cell, 0, 0, 5000);
      return [crossOriginIsolated, await value, cell[0]];`,
  },
];

const OTHER_PAGES: readonly Ability[] = [
  {
    name: "a popup with an opener",
    code: `const log = []; const answered = new Promise((done) => { onmessage = ({ data, source }) => { log.push([data, source === popup]);
        if (data === "hello") popup.postMessage("thanks", "*"); else done(); }; });
      const popup = open("/popup"); await answered; ${rest(200)}
      log.push(popup.closed, popup.innerWidth, popup.innerHeight, popup.outerWidth, popup.document.hasFocus(), popup.document.visibilityState); popup.close(); ${rest(200)}
      return [log, popup.closed];`,
  },
  {
    name: "a popup of a size",
    code: `const popup = open("/popup", "", "width=300,height=200"); await ${heard("window")}; return [popup.innerWidth, popup.innerHeight, popup.screen.width];`,
  },
  { name: "a popup without an opener", code: `return [open("/popup", "", "noopener"), open("/popup", "_blank", "noreferrer")];` },
  { name: "a popup with a name", code: `return open("/popup", "twin") === open("/", "twin");` },
  {
    name: "a popup of a link",
    code: `const link = Object.assign(document.createElement("a"), { href: "/popup", target: "_blank", rel: "opener" }); link.click(); return ${heard("window")};`,
  },
  {
    name: "a page behind a popup",
    code: `open("/popup"); ${rest(300)} let frames = 0; for (const until = performance.now() + 500; performance.now() < until; frames++) await new Promise(requestAnimationFrame); return [document.visibilityState, frames > 5];`,
  },
  {
    name: "a blank popup that is written",
    code: `const popup = open("", "", ""); popup.document.write("<p>written</p>"); return [popup.document.body.textContent, popup.location.href];`,
  },
  {
    name: "frames of a frameset",
    on: "/frames",
    code: `return [frames.length, [...document.querySelectorAll("frame")].map((frame) => frame.contentDocument.title)];`,
  },
  {
    name: "a broadcast between documents",
    code: `const channel = new BroadcastChannel("all"); const frame = document.createElement("iframe"); frame.srcdoc = "<script>new BroadcastChannel('all').postMessage('from a frame')</script>";
      const message = ${heard("channel")}; document.body.append(frame); return message;`,
  },
  {
    name: "WebRTC",
    code: `const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()]; a.onicecandidate = ({ candidate }) => candidate && b.addIceCandidate(candidate);
      b.onicecandidate = ({ candidate }) => candidate && a.addIceCandidate(candidate); const channel = a.createDataChannel("x"); channel.onopen = () => channel.send("over WebRTC");
      const came = new Promise((done) => { b.ondatachannel = (event) => { event.channel.onmessage = ({ data }) => done(data); }; });
      await a.setLocalDescription(); await b.setRemoteDescription(a.localDescription); await b.setLocalDescription(); await a.setRemoteDescription(b.localDescription); return came;`,
  },
  { name: "WebTransport to nobody", code: `return new WebTransport("https://127.0.0.1:61999").ready.catch(({ name }) => name);` },
  {
    name: "server-sent events",
    code: `const source = new EventSource("/events"); const data = await ${heard("source")}; source.close(); return data;`,
  },
];

const STORES: readonly Ability[] = [
  {
    name: "locks",
    code: `return navigator.locks.request("one", async ({ mode }) => [mode, (await navigator.locks.query()).held.length]);`,
  },
  {
    name: "IndexedDB",
    code: `const opened = indexedDB.open("db"); opened.onupgradeneeded = () => opened.result.createObjectStore("store");
      await new Promise((done) => { opened.onsuccess = done; }); opened.result.transaction("store", "readwrite").objectStore("store").put(5, "key");
      const got = opened.result.transaction("store").objectStore("store").get("key"); await new Promise((done) => { got.onsuccess = done; }); return got.result;`,
  },
  {
    name: "the file system of the origin",
    code: `const file = await (await navigator.storage.getDirectory()).getFileHandle("f", { create: true }); const out = await file.createWritable(); await out.write("kept"); await out.close(); return (await file.getFile()).text();`,
  },
  {
    name: "caches",
    code: `const cache = await caches.open("c"); await cache.add("/events"); return (await cache.match("/events")).text();`,
  },
  {
    name: "the cookie store",
    code: `document.cookie = "a=1"; return "cookieStore" in globalThis ? (await cookieStore.get("a")).value : "none";`,
  },
  {
    name: "the quota",
    code: `const { quota } = await navigator.storage.estimate(); return [quota > 2 ** 20, await navigator.storage.persisted(), await navigator.storage.persist()];`,
  },
  {
    name: "the clipboard",
    code: `return navigator.clipboard.writeText("copied").then(() => navigator.clipboard.readText()).catch(({ name }) => name);`,
  },
  {
    name: "copying",
    code: `const field = document.body.appendChild(Object.assign(document.createElement("input"), { value: "x" })); field.select(); return document.execCommand("copy");`,
  },
];

export const ABILITIES: readonly Ability[] = [...WORKERS, ...OTHER_PAGES, ...STORES, ...SHOWING, ...BEING];
