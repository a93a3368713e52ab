import { defineScenario } from "live-load";

/** Unreported warm-up iterations of each user: code is compiled, caches are filled. */
const WARM_ITERATIONS = 2;

/** The benchmark's scripts as a scenario. */
export default defineScenario({
  name: "bench-counter",
  config: (options) => ({ url: `${options.baseUrl}/counter`, thinkMs: Number(options.thinkMs ?? 0) }),
  assigns: { iterations: 0 },
  run: async (context, _userId, { url, thinkMs }) => {
    const begunAt = performance.now();
    context.navigate(url).waitForLiveView().click("#inc").waitForPhxLoadingCompletion("click", "#inc");
    const count = await context.innerText("#count");
    if (count !== "1") context.fail(`the counter says ${count}`);
    if (thinkMs === 0) return;
    const iterations = context.assigns.iterations + 1;
    context.assign({ iterations });
    if (iterations > WARM_ITERATIONS) context.metric("felt").add(performance.now() - begunAt);
    await context.think(`${thinkMs}ms`);
  },
});
