import { expect, it } from "vitest";
import { rate } from "../../scenario/authoring/throttle-spec.js";
import { checkThresholds } from "./check-thresholds.js";

const scenario = { code: 'context.metric("cart_value").add(1)', throttles: [rate("orders", "1/s").spec], hasBackground: false };
const check = (threshold: string, of?: typeof scenario) =>
  checkThresholds({ thresholds: [{ threshold, abortOnFail: false, delayAbortEvalMs: 0 }] }, of);

it("knows what a scenario can measure", () => {
  check("cart_value: p(95)<20", scenario);
  check("throttle_wait{orders}: p(95)<2s", scenario);
  expect(() => check("cart_valu: p(95)<20", scenario)).toThrow(/cart_valu, which is not a metric/);
  const hint = (threshold: string) => expect.objectContaining({ code: "INVALID_OPTION", hint: expect.stringMatching(threshold) });
  expect(() => check("cart_valu: p(95)<20", scenario)).toThrow(hint('^did you mean "cart_value"\\?$'));
  expect(() => check("step_dur: p(95)<20", scenario)).toThrow(hint('^did you mean "step_duration"\\?$'));
  expect(() => check("checkout: p(95)<20", scenario)).toThrow(hint("own metrics are cart_value; .*step_duration{click #buy}"));
  expect(() => check("throttle_wait{order}: p(95)<2s", scenario)).toThrow(/names "order", which is not a value of throttle_wait/);
});

it("refuses metrics that no scenario can have before any scenario is read", () => {
  check("cart_value: p(95)<20");
  check("throttle_wait{order}: p(95)<2s");
  expect(() => check("iterations{faild}: share<0.1")).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", hint: expect.stringContaining('did you mean "failed"?') }),
  );
});
