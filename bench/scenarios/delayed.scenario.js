import { defineScenario } from "live-load";

/** Clicks that the server takes its time for. */
export default defineScenario({
  name: "bench-delayed",
  config: (options) => ({ url: `${options.baseUrl}/counter?delay=${options.delayMs}`, thinkMs: Number(options.thinkMs ?? 0) }),
  run: async (context, _userId, { url, thinkMs }) => {
    await context
      .navigate(url)
      .waitForLiveView()
      .click("#inc")
      .waitForPhxLoadingCompletion("click", "#inc")
      .think(`${thinkMs}ms`);
  },
});
