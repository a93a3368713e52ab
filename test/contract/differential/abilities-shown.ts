import type { Ability } from "./abilities.js";

const heard = (target: string) => `new Promise((done) => { ${target}.onmessage = ({ data }) => done(data); })`;
const rest = (ms: number) => `await new Promise((done) => setTimeout(done, ${ms}));`;
const matches = (...queries: string[]) => `return ${JSON.stringify(queries)}.filter((query) => matchMedia(query).matches);`;

/** Windows, dialogs and permissions that a page shows or requests. */
export const SHOWING: readonly Ability[] = [
  { name: "idle callbacks", code: `return new Promise((done) => requestIdleCallback(() => done("idle"), { timeout: 4000 }));` },
  {
    name: "frames",
    code: `let frames = 0; for (const until = performance.now() + 500; performance.now() < until; frames++) await new Promise(requestAnimationFrame); return frames > 5 && frames < 45;`,
  },
  {
    name: "view transitions",
    code: `const change = document.startViewTransition(() => { document.title = "changed"; }); await change.finished; return document.title;`,
  },
  {
    name: "document.write",
    code: `document.open(); document.write("<p id=w>written</p>"); document.close(); return document.querySelector("#w").textContent;`,
  },
  {
    name: "slots",
    code: `const host = document.body.appendChild(document.createElement("div")); host.innerHTML = "<b slot=s>slotted</b>"; host.attachShadow({ mode: "open" }).innerHTML = "<slot name=s></slot>"; return host.shadowRoot.querySelector("slot").assignedNodes()[0].textContent;`,
  },
  {
    name: "dialogs of elements",
    code: `const dialog = document.body.appendChild(document.createElement("dialog")); dialog.showModal(); const open = dialog.matches(":modal"); dialog.close("yes"); return [open, dialog.returnValue];`,
  },
  {
    name: "popovers",
    code: `const over = document.body.appendChild(Object.assign(document.createElement("div"), { popover: "auto" })); over.showPopover(); return over.matches(":popover-open");`,
  },
  {
    name: "intersections",
    code: `return new Promise((done) => new IntersectionObserver(([entry]) => done(entry.isIntersecting)).observe(document.querySelector("#go")));`,
  },
  {
    name: "animations",
    code: `const animation = document.querySelector("#go").animate({ opacity: [0, 1] }, 100); await animation.finished; return animation.playState;`,
  },
  {
    name: "a PDF in a frame",
    code: `const frame = Object.assign(document.createElement("iframe"), { src: "/file.pdf" }); document.body.append(frame); await new Promise((done) => { frame.onload = done; setTimeout(done, 2000); }); return [navigator.pdfViewerEnabled, navigator.plugins.length, navigator.mimeTypes.length];`,
  },
  {
    name: "printing",
    code: `const log = []; onbeforeprint = () => log.push("before"); onafterprint = () => log.push("after"); print(); return log;`,
  },
  {
    name: "fullscreen",
    code: `return document.documentElement.requestFullscreen().then(() => document.fullscreenElement.tagName).catch(({ name }) => name);`,
  },
  { name: "picture in picture", code: `return document.pictureInPictureEnabled;` },
  { name: "questions", code: `return [alert("a"), confirm("b"), prompt("c", "d")];` },
  {
    name: "notifications",
    code: `return [Notification.permission, await Promise.race([Notification.requestPermission(), new Promise((done) => setTimeout(done, 1000, "no answer"))])];`,
  },
  {
    name: "geolocation",
    code: `return new Promise((done) => { navigator.geolocation.getCurrentPosition(() => done("here"), ({ code }) => done(code)); setTimeout(done, 1000, "no answer"); });`,
  },
  {
    name: "permissions",
    code: `const names = ["camera", "microphone", "geolocation", "notifications", "clipboard-read", "clipboard-write", "persistent-storage", "midi", "storage-access", "screen-wake-lock"];
      return Promise.all(names.map((name) => navigator.permissions.query({ name }).then(({ state }) => [name, state], (error) => [name, error.name])));`,
  },
  {
    name: "cameras and microphones",
    code: `return [(await navigator.mediaDevices.enumerateDevices()).map(({ kind }) => kind), await navigator.mediaDevices.getUserMedia({ audio: true }).then(() => "heard", ({ name }) => name)];`,
  },
  {
    name: "choosing a file",
    code: `const input = document.body.appendChild(Object.assign(document.createElement("input"), { type: "file" })); return new Promise((done) => { input.oncancel = () => done("canceled"); input.onchange = () => done("changed"); input.click(); setTimeout(done, 1000, "nothing chosen"); });`,
  },
  {
    name: "a download",
    code: `Object.assign(document.createElement("a"), { href: "/file.csv", download: "x.csv" }).click(); ${rest(300)} return location.pathname;`,
  },
  {
    name: "a form in a new page",
    code: `document.body.insertAdjacentHTML("beforeend", "<form target=_blank action=/popup rel=opener></form>"); document.forms[0].submit(); return ${heard("window")};`,
  },
  {
    name: "sound",
    code: `const audio = new AudioContext(); ${rest(200)} return [audio.state, navigator.getAutoplayPolicy?.("mediaelement")];`,
  },
  {
    name: "videos",
    code: `const video = document.createElement("video"); return ["video/mp4; codecs=avc1.42E01E", "video/webm; codecs=vp9", "audio/mpeg"].map((type) => video.canPlayType(type));`,
  },
  {
    name: "WebGL",
    code: `const gl = document.createElement("canvas").getContext("webgl2"); if (gl === null) return "none"; const info = gl.getExtension("WEBGL_debug_renderer_info"); return [gl.getParameter(info.UNMASKED_RENDERER_WEBGL), gl.getParameter(gl.MAX_TEXTURE_SIZE)];`,
  },
  { name: "WebGPU", code: `return navigator.gpu === undefined ? "none" : String(await navigator.gpu.requestAdapter());` },
  {
    name: "speech",
    code: `return [typeof speechSynthesis, globalThis.speechSynthesis?.getVoices().length, typeof globalThis.webkitSpeechRecognition];`,
  },
  {
    name: "fonts",
    code: `const text = document.body.appendChild(Object.assign(document.createElement("span"), { textContent: "Words, to be measured 123" })); return ["serif", "sans-serif", "monospace"].map((font) => { text.style.font = "20px " + font; return text.getBoundingClientRect().width; });`,
  },
];

/** A page's view of the browser around it. */
export const BEING: readonly Ability[] = [
  {
    name: "its window",
    code: `return [document.hasFocus(), document.visibilityState, innerWidth, innerHeight, outerWidth, outerHeight, devicePixelRatio, screen.width, screen.height, screen.availHeight, screen.colorDepth, screen.orientation.type, history.length, name, typeof chrome, typeof opener];`,
  },
  {
    name: "its pointers",
    code: matches("(hover)", "(any-hover)", "(pointer: fine)", "(any-pointer: fine)", "(any-pointer: coarse)"),
  },
  {
    name: "what people prefer",
    code: matches(
      "(prefers-color-scheme: light)",
      "(prefers-reduced-motion)",
      "(forced-colors: active)",
      "(prefers-contrast: more)",
      "(color-gamut: srgb)",
      "(color-gamut: p3)",
      "(dynamic-range: high)",
      "(display-mode: browser)",
      "(scripting)",
      "(update: fast)",
    ),
  },
  {
    name: "its navigator",
    code: `const { userAgent, language, languages, platform, hardwareConcurrency, deviceMemory, maxTouchPoints, cookieEnabled, onLine, vendor, doNotTrack, webdriver } = navigator;
      return { userAgent, language, languages, platform, hardwareConcurrency, deviceMemory, maxTouchPoints, cookieEnabled, onLine, vendor, doNotTrack, webdriver, touch: "ontouchstart" in window };`,
  },
  {
    name: "its brands",
    on: "/isolated",
    code: `const { brands, mobile, platform } = navigator.userAgentData ?? {}; return { brands, mobile, platform };`,
  },
  {
    name: "its headers",
    code: `const { host, referer, cookie, connection, ...headers } = await (await fetch("/headers")).json(); return headers;`,
  },
  {
    name: "its place and time",
    code: `const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions(); return [timeZone, locale, new Date(0).toString(), (1234.5).toLocaleString()];`,
  },
  {
    name: "its clock",
    code: `let smallest = 1; for (let count = 0, last = performance.now(); count < 200000; count++) { const now = performance.now(); if (now > last) smallest = Math.min(smallest, now - last); last = now; } return Math.round(smallest * 1000);`,
  },
  {
    name: "its clock when it is isolated",
    on: "/isolated",
    code: `let smallest = 1; for (let count = 0, last = performance.now(); count < 200000; count++) { const now = performance.now(); if (now > last) smallest = Math.min(smallest, now - last); last = now; } return [crossOriginIsolated, Math.round(smallest * 200)];`,
  },
  {
    name: "its stacks",
    code: `function deep(depth) { if (depth === 0) throw new Error("deep"); deep(depth - 1); } try { deep(20); } catch (error) { return [Error.stackTraceLimit, error.stack.split("\\n").length]; }`,
  },
  { name: "its hash functions", code: `return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(4)))[0];` },
  { name: "its activation", code: `return [navigator.userActivation.isActive, navigator.userActivation.hasBeenActive];` },
  {
    name: "its timers",
    code: `let count = 0; const timer = setInterval(() => count++, 4); ${rest(400)} clearInterval(timer); return count > 30;`,
  },
  {
    name: "its features",
    code: `return Object.getOwnPropertyNames(window).filter((name) => /^[A-Za-z]/.test(name)).sort().join(" ");`,
  },
  {
    name: "a strict policy",
    on: "/strict",
    code: `const tried = []; try { eval("1"); tried.push("evaluated"); } catch ({ name }) { tried.push(name); } try { document.body.innerHTML = "<p>"; tried.push("assigned"); } catch ({ name }) { tried.push(name); } ${rest(100)} return [tried, violations];`,
  },
];
