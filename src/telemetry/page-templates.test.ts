import { describe, expect, it } from "vitest";
import { inFrame } from "../base/frame-selector.js";
import { checkSelector } from "../base/locators/locator.js";
import { frameLocator, getByLabel, getByRole, getByTestId, getByText, locator } from "../base/locators/page-locators.js";
import { templatePath, templateSelector } from "./page-templates.js";

describe("the name of a page", () => {
  it.each([
    ["http://127.0.0.1:4000/products/42?tab=1#top", "/products/:id"],
    ["https://shop.test", "/"],
    ["/", "/"],
    ["/users/550e8400-e29b-41d4-a716-446655440000/edit", "/users/:id/edit"],
    ["/o/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/o/:id"],
    ["/commit/3f2a9bcd", "/commit/:id"],
    ["/reset/aB3dE5gH7jK9mN1pQ", "/reset/:id"],
    ["/users/reset/SFMyNTY.g2gDYQFuBgDk3kSNigFiAAFRgA.q7xK2", "/users/reset/:id"],
    ["/t/aB3-dE5_gH7jK9mN1pQrS2", "/t/:id"],
    ["/blog/the-2026-guide-to-load-testing", "/blog/the-2026-guide-to-load-testing"],
    ["/about-us", "/about-us"],
    ["/v2/facade/deadbeef", "/v2/facade/deadbeef"],
    ["about:blank", "about:blank"],
    ["data:text/html,<p>1", "data:"],
    ["chrome-error://chromewebdata/", "chrome-error"],
  ])("%s is %s", (url, page) => expect(templatePath(url)).toBe(page));

  it("is the route that matches the page, if any", () => {
    const routes = ["/shop/:slug", "/docs/*"];
    expect(templatePath("http://a.test/shop/red-shoes?x=1", routes)).toBe("/shop/:slug");
    expect(templatePath("/docs/guides/install", routes)).toBe("/docs/*");
    expect(templatePath("/shop/red-shoes/7", routes)).toBe("/shop/red-shoes/:id");
  });

  it("is bounded, and differs for long paths that differ", () => {
    const [one, other] = ["a", "b"].map((end) => templatePath(`/${"very-".repeat(100)}${end}`));
    expect(one?.length).toBe(200);
    expect(one).not.toBe(other);
  });
});

describe("the name of a selector", () => {
  it.each([
    ["#inc", "#inc"],
    ["#buy-123", "#buy-:id"],
    ["#row-550e8400-e29b-41d4-a716-446655440000 .name", "#row-:id .name"],
    ["#item_7_edit", "#item_:id_edit"],
    ['[data-id="42"]', '[data-id=":id"]'],
    ["a[href='/products/9']", "a[href='/products/:id']"],
    ["#h1", "#h1"],
    ["li:nth-child(3) .col-6", "li:nth-child(3) .col-6"],
    [".mt-4", ".mt-4"],
    ["text=Buy 3", "text=Buy 3"],
    [inFrame("#shop", inFrame("#payment-42", "text=Pay")), "#shop › #payment-:id › text=Pay"],
  ])("%s is %s", (selector, name) => expect(templateSelector(selector)).toBe(name));

  it.each([
    [getByTestId("row-4711"), "getByTestId('row-:id')"],
    [getByTestId("row", { attribute: "data-7" }), "getByTestId('row', { attribute: 'data-7' })"],
    [getByText("Order 4711"), "getByText('Order :id')"],
    [getByText("Order #4711: it's paid"), "getByText('Order #:id: it\\'s paid')"],
    [getByText("Order 3f2a9bcd", { exact: true }), "getByText('Order :id', { exact: true })"],
    [getByLabel("user-550e8400-e29b-41d4-a716-446655440000"), "getByLabel('user-:id')"],
    [getByRole("link", { name: "Order 4711" }), "getByRole('link', { name: 'Order :id' })"],
    [getByRole("heading", { level: 2, name: "Step h1" }), "getByRole('heading', { name: 'Step h1', level: 2 })"],
    [locator("li").filter({ hasText: "4711" }), "locator('li').filter({ hasText: ':id' })"],
    [locator("li").filter({ hasNotText: "4711" }).nth(3), "locator('li').filter({ hasNotText: ':id' }).nth(3)"],
    [locator("li").filter({ has: getByText("Order 4711") }), "locator('li').filter({ has: getByText('Order :id') })"],
    [locator("#row-4711").getByText("Pay"), "locator('#row-:id').getByText('Pay')"],
    [frameLocator("#payment-42").getByText("Pay 7"), "frameLocator('#payment-:id').getByText('Pay :id')"],
  ])("%s is %s", (selector, name) => expect(templateSelector(checkSelector("test", selector))).toBe(name));
});
