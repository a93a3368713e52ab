import { ChromiumConnection } from "./src/browser/chromium/chromium-connection.js";
import { systemClock } from "./src/base/clock.js";
import { startLiveSite } from "./test/fixtures/pages/live-site.js";
import { RecordingTelemetry } from "./test/fixtures/recording-telemetry.js";
const PATIENT = { timeoutMs: 20_000, signal: new AbortController().signal };
const connection = new ChromiumConnection();
const site = await startLiveSite();
await connection.launch({ ...PATIENT, headed: false, env: process.env, clock: systemClock, onCrash: () => {} });
for (const [path, action] of (process.argv[2] ?? "fetch:inc").split(",").map((x) => x.split(":"))) {
  const telemetry = new RecordingTelemetry();
  const user = await connection.newContext({ ...PATIENT, userId: 1, telemetry, routes: [] });
  await user.page.navigate(`${site.url}/${path}`, PATIENT);
  await user.page.click(`#${action}`, { ...PATIENT, step: `click #${action}`, force: false });
  await new Promise((r) => setTimeout(r, 2500));
  const acc: any = await user.page.evaluate("() => account", [], PATIENT);
  console.log(path, action, acc, acc.lastAt - acc.inputAt);
  console.log(telemetry.samples.filter((s) => s.metric.startsWith("interaction")).map((s) => [s.metric, s.dimension, +s.value.toFixed(2)].join(" ")));
  console.log(telemetry.counts.filter((s) => s.metric.startsWith("interaction") || s.metric === "page_errors").map((s) => [s.metric, s.dimension, s.amount].join(" ")), site.handled.splice(0));
  await connection.closeContext(user, 2000);
}
await connection.close(2000);
await site.close();
