import { chromium } from "playwright-core";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium-headless-shell" });
const p = await b.newPage(); const c = await p.context().newCDPSession(p);
await c.send("Network.enable"); const on = new Set();
c.on("Network.requestWillBeSent", (e) => { if (e.request.url.includes("queue/")) console.log("REQ", e.request.method, e.request.url.slice(-40), e.type, JSON.stringify(e.request.postData)?.slice(0,80), e.request.hasPostData); });
c.on("Network.responseReceived", async (e) => { if (!e.response.url.includes("queue/")) return; console.log("RES", e.response.mimeType, e.type); if (e.response.mimeType === "text/event-stream") { on.add(e.requestId); try { const { bufferedData } = await c.send("Network.streamResourceContent", { requestId: e.requestId }); console.log("BUF", Buffer.from(bufferedData, "base64").toString().slice(0, 300)); } catch (x) { console.log("ERR", x.message); } } });
c.on("Network.dataReceived", (e) => { if (on.has(e.requestId)) console.log("DATA", e.data === undefined ? undefined : Buffer.from(e.data, "base64").toString().slice(0, 200)); });
await p.goto("http://127.0.0.1:9002/"); await p.waitForSelector("#inc"); await p.waitForTimeout(1000);
await p.click("#inc"); await p.waitForTimeout(1500); await p.click("#stream"); await p.waitForTimeout(1500); await b.close();
