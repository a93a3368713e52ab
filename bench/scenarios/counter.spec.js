import { expect, test } from "@playwright/test";

test("counts", async ({ page }) => {
  await page.goto("/counter");
  await expect(page.locator("[data-phx-main]")).toHaveClass(/phx-connected/);
  await page.getByRole("button", { name: "+", exact: true }).click();
  await expect(page.locator("#count")).toHaveText("1");
});
