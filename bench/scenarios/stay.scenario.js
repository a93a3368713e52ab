import { defineScenario } from "live-load";

/** A user stays on its page, and clicks while that is connected. */
export default defineScenario({
  name: "bench-stay",
  config: (options) => ({ url: `${options.baseUrl}/counter`, thinkMs: Number(options.thinkMs) }),
  assigns: { isThere: false },
  run: async (context, _userId, { url, thinkMs }) => {
    if (!context.assigns.isThere) await context.navigate(url).assign({ isThere: true });
    await context
      .waitForLiveView({ timeout: "60s" })
      .click("#inc")
      .waitForPhxLoadingCompletion("click", "#inc")
      .think(`${thinkMs}ms`);
  },
});
