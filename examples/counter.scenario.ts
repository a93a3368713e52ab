import { defineScenario } from "live-load";

/**
 * The smallest useful scenario: a LiveView page with a button `#inc` and a number `#count`.
 *
 *     live-load run examples/counter.scenario.ts --users 4 --duration 10s --option baseUrl=http://127.0.0.1:4000
 */
export default defineScenario({
  name: "counter",
  assigns: { count: "" },
  config: (options) => ({ baseUrl: options.baseUrl ?? "http://127.0.0.1:4000" }),
  run: (context, _userId, config) =>
    context
      .navigate(`${config.baseUrl}/counter`)
      .waitForLiveView()
      .think("0.5s", "1.5s")
      .click("#inc")
      .waitForPhxLoadingCompletion("click", "#inc")
      .innerText("#count", { as: "count" })
      .expect("the counter counts", ({ assigns }) => Number(assigns.count) > 0),
});
