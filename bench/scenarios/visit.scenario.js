import { defineScenario } from "live-load";

/** Visits a page repeatedly, with think time. */
export default defineScenario({
  name: "bench-visit",
  config: (options) => ({ url: `${options.baseUrl}${options.path}`, thinkMs: Number(options.thinkMs) }),
  run: async (context, _userId, { url, thinkMs }) => {
    await context.navigate(url).waitForSelector("h1").think(`${thinkMs}ms`);
  },
});
