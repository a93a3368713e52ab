import { defineScenario } from "live-load";

/** What `bare-playwright.mjs` does, as a scenario. */
export default defineScenario({
  name: "bench-counter",
  config: (options) => ({ url: `${options.baseUrl}/counter` }),
  run: async (context, _userId, { url }) => {
    context.navigate(url).waitForLiveView().click("#inc").waitForPhxLoadingCompletion("click", "#inc");
    const count = await context.innerText("#count");
    if (count !== "1") context.fail(`the counter says ${count}`);
  },
});
