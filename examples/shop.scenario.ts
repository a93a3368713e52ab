import { defineScenario } from "live-load";

/** A visitor of a shop: looks at the products, opens one, buys it and leaves an address, with think time in between. */
export default defineScenario({
  name: "shop",
  users: 3,
  duration: "20s",
  routes: ["/products/:id"],
  thresholds: ["step_duration: p(95)<2000", "failed_steps: count<1"],
  assigns: { productId: "", order: "" },
  config: (options) => ({ baseUrl: options.baseUrl ?? "http://127.0.0.1:4000" }),
  run: async (context, userId, config) => {
    await context.step("open the shop", (shop) => shop.navigate(`${config.baseUrl}/products`).waitForLiveView());
    context.think("0.5s", "1.5s");

    await context.step("buy", (cart) =>
      cart
        .navigate(`${config.baseUrl}/products/${1 + (userId % 5)}`)
        .waitForLiveView()
        .getAttribute("#product", "data-id", { as: "productId" })
        .click(({ assigns }) => `#buy-${assigns.productId}`, { name: "click buy" })
        .waitForPhxLoadingCompletion("click", ({ assigns }) => `#buy-${assigns.productId}`, { name: "wait for buy" }),
    );
    context.think("0.5s", "1.5s");

    context.fill("#email", `user${userId}@example.test`).submitForm("#checkout-form").waitForSelector("#order");
    const order = await context.innerText("#order", { as: "order" });
    context.expect("the order is confirmed", () => order.length > 0);
  },
});
