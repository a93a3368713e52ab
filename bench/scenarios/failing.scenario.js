import { defineScenario } from "live-load";

/** One iteration in so many fails. */
const FAILS_EVERY = 4;
/** Names of elements that are not there: each makes a kind of failure of its own, so that evidence is taken all the time. */
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Iterations of which some fail, at a step that comes after those that are compared. */
export default defineScenario({
  name: "bench-failing",
  config: (options) => ({ url: `${options.baseUrl}/counter`, thinkMs: Number(options.thinkMs) }),
  assigns: { iterations: 0 },
  run: async (context, userId, { url, thinkMs }) => {
    const iterations = context.assigns.iterations + 1;
    context.assign({ iterations });
    context.navigate(url).waitForLiveView().click("#inc").waitForPhxLoadingCompletion("click", "#inc");
    await context.innerText("#count");
    if ((iterations + userId) % FAILS_EVERY === 0) {
      const name = [userId, iterations, context.random() * 26].map((value) => LETTERS[Math.floor(value) % 26]).join("");
      await context.click(`#gone-${name}`, { timeout: "100ms" });
    }
    await context.think(`${thinkMs}ms`);
  },
});
