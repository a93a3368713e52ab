import { defineScenario } from "live-load";

/** Clicks with delayed handlers. */
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
