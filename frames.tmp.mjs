import { chromium } from "playwright-core";
const [,, url, ready, ...acts] = process.argv;
const b = await chromium.launch({ executablePath: "/usr/bin/chromium-headless-shell" });
const p = await b.newPage();
let t0 = performance.now(); let on = false;
const log = (...a) => on && console.log((performance.now()-t0).toFixed(0).padStart(6), ...a);
const head = (s) => typeof s === "string" ? s.slice(0, 700) : "bin " + s.length + " " + s.toString("latin1").replace(/[^\x20-\x7e]+/g, "·").slice(0, 300);
p.on("websocket", ws => { log("ws", ws.url()); ws.on("framesent", f => log("→", head(f.payload))); ws.on("framereceived", f => log("←", head(f.payload))); });
p.on("request", r => { if (["fetch","xhr","eventsource","document"].includes(r.resourceType())) log("REQ", r.method(), r.url().slice(0,140), (r.postData()??"").slice(0,400)); });
p.on("response", async r => { if (["fetch","xhr","eventsource"].includes(r.request().resourceType())) { log("RES", r.status(), r.url().slice(0,100)); } });
on = process.env.ALL === "1";
await p.goto(url); await p.waitForSelector(ready); await p.waitForTimeout(1500);
if (process.env.EVAL) console.log("EVAL", JSON.stringify(await p.evaluate(process.env.EVAL)));
on = true;
for (const a of acts) { t0 = performance.now(); const [k, s, v] = a.split("|"); console.log("##", a); if (k === "click") await p.click(s); else if (k === "fill") await p.fill(s, v); else if (k==="press") await p.press(s, v); await p.waitForTimeout(1200); }
await b.close();
