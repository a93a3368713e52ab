import { chromium } from "playwright-core";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium-headless-shell" });
const p = await b.newPage(); p.on("request", (r) => r.method() === "POST" && console.log(r.url().slice(-20), r.postData()?.slice(0, 120)));
await p.goto("http://127.0.0.1:9002/"); await p.waitForSelector("#inc"); await p.waitForTimeout(1000);
console.log(await p.evaluate("document.querySelector('#search').outerHTML.slice(0,900)"));
await p.locator("#search textarea").pressSequentially("la"); await p.waitForTimeout(500); console.log("--fill"); await p.fill("#search textarea", "lamp"); await p.waitForTimeout(1000); await b.close();
