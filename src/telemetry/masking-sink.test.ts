import { describe, expect, it } from "vitest";
import { RecordingTelemetry } from "../../test/fixtures/recording-telemetry.js";
import { rememberSecret } from "../base/secrets/known-secrets.js";
import { maskingSink } from "./masking-sink.js";

describe("the sink that masks secrets", () => {
  it("masks secrets in names, custom metrics and failures", () => {
    const telemetry = new RecordingTelemetry();
    const sink = maskingSink(telemetry);
    sink.sample("step_duration", "click [href='/a?token=T']", 5, 100);
    sink.count("steps", "click #b", 1, 100);
    sink.custom("logins?token=T", "counter", 1, 100);
    sink.failure({ category: "step", message: "at /a?token=T", likelyCauses: ["GET /b?sid=S failed"] }, 100);
    expect(telemetry.samples).toMatchObject([{ dimension: "click [href='/a?token=***']" }]);
    expect(telemetry.counts).toMatchObject([{ dimension: "click #b" }]);
    expect(telemetry.customs).toMatchObject([{ metric: "logins?token=***" }]);
    expect(telemetry.failures).toMatchObject([
      { sample: { message: "at /a?token=***", likelyCauses: ["GET /b?sid=*** failed"] } },
    ]);
  });

  it("masks a cached name again when a new secret becomes known", () => {
    const telemetry = new RecordingTelemetry();
    const sink = maskingSink(telemetry);
    sink.count("steps", "fill annabel-lee", 1, 100);
    rememberSecret("annabel-lee");
    sink.count("steps", "fill annabel-lee", 1, 100);
    expect(telemetry.counts).toMatchObject([{ dimension: "fill annabel-lee" }, { dimension: "fill ***" }]);
  });

  it("masks only as much of a huge failure as can be kept", () => {
    const telemetry = new RecordingTelemetry();
    maskingSink(telemetry).failure({ category: "scenario", message: `token=T ${"x y ".repeat(1_000_000)}`, userId: 3 }, 100);
    const sample = telemetry.failures[0]?.sample;
    expect(sample).toMatchObject({ category: "scenario", userId: 3 });
    expect(sample?.message.slice(0, 14)).toBe("token=*** x y ");
    expect(sample?.message.length).toBeLessThan(70_000);
  });
});
