import { expect, it } from "vitest";
import { FakeClock } from "../../../test/fixtures/fake-clock.js";
import { NodeLease } from "./node-lease.js";

function lease() {
  const clock = new FakeClock();
  let overAtMs: number | undefined;
  const startedAtMs = clock.now();
  const subject = new NodeLease({
    clock,
    leaseMs: 30_000,
    graceMs: 6000,
    onOver: () => {
      overAtMs = clock.now() - startedAtMs;
    },
  });
  subject.renew();
  return { clock, subject, overAtMs: () => overAtMs };
}

it("a lease expires when it is not renewed in time", async () => {
  const { clock, subject, overAtMs } = lease();
  await clock.advance(29_000);
  subject.renew();
  await clock.advance(29_999);
  expect(overAtMs()).toBeUndefined();
  await clock.advance(1);
  expect(overAtMs()).toBe(59_000);
});

it("a lease that ran out while the controller was suspended can still be renewed", async () => {
  const { clock, subject, overAtMs } = lease();
  await clock.sleepThrough(40_000);
  expect(overAtMs()).toBeUndefined();
  subject.renew();
  await clock.advance(29_000);
  expect(overAtMs()).toBeUndefined();
});

it("a lease that is not renewed soon after the controller was suspended expires", async () => {
  const { clock, overAtMs } = lease();
  await clock.sleepThrough(40_000);
  await clock.advance(6000);
  expect(overAtMs()).toBe(46_000);
});

it("a cancelled lease never expires", async () => {
  const { clock, subject, overAtMs } = lease();
  subject.cancel();
  await clock.advance(60_000);
  expect(overAtMs()).toBeUndefined();
  expect(clock.pending).toBe(0);
});
