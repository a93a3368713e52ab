import { csv, defineScenario } from "live-load";

/**
 * Users place orders in a shop, each as a person from a CSV file. `setup` makes a mark that becomes part of their e-mail
 * addresses, so the orders of one run can be told from those of another.
 *
 *     live-load run examples/orders.scenario.ts --users 3 --duration 10s --option baseUrl=http://127.0.0.1:4000
 */
export default defineScenario({
  name: "orders",
  routes: ["/products/:id"],
  assigns: { person: { name: "", email: "" } },
  config: (options) => ({ baseUrl: options.baseUrl ?? "http://127.0.0.1:4000" }),
  data: {
    people: csv("people.csv", { mode: "unique", per: "user", columns: ["name", "email"] }),
    wishes: csv("wishes.csv", { mode: "random", columns: ["product"] }),
  },
  setup: async ({ baseUrl }) => {
    const { ok, status } = await fetch(`${baseUrl}/products`);
    if (!ok) throw new Error(`the shop is closed: ${status}`);
    return { mark: Date.now().toString(36) };
  },
  beforeUser: (context) => context.navigate("/products").waitForLiveView().row("people", { as: "person" }),
  run: async (context) => {
    const { product } = await context.row("wishes");
    context
      .navigate(`/products/${product}`)
      .waitForLiveView()
      .click(`#buy-${product}`, { name: "click buy" })
      .waitForPhxLoadingCompletion("click", `#buy-${product}`, { name: "wait for buy" })
      .think("0.3s", "1s")
      .fill("#email", ({ assigns }) => assigns.person.email.replace("@", `+${context.setup.mark}@`))
      .submitForm("#checkout-form")
      .waitForSelector("#order");
  },
});
