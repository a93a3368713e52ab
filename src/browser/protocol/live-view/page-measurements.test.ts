import { expect, it } from "vitest";
import { FakeClock } from "../../../../test/fixtures/fake-clock.js";
import { RecordingTelemetry } from "../../../../test/fixtures/recording-telemetry.js";
import type { LivePage } from "../live-part.js";
import { PageMeasurements } from "./page-measurements.js";

it("records the parts of an event over its whole span, so that they are healthy or sick together", async () => {
  const clock = new FakeClock();
  const telemetry = new RecordingTelemetry();
  await clock.advance(2000);
  const page = { clock, options: { telemetry, routes: [] } } as unknown as LivePage;
  new PageMeasurements(page).event({ type: "click", serverMs: 900, patchMs: 300 });
  const now = clock.now();
  expect(telemetry.samples.map(({ metric, value }) => [metric, value])).toEqual([
    ["liveview_event_server_duration", 900],
    ["liveview_event_patch_duration", 300],
    ["liveview_event_duration", 1200],
  ]);
  for (const sample of telemetry.samples) expect(sample).toMatchObject({ endedAtMs: now, startedAtMs: now - 1200 });
});
