import { expect, it } from "vitest";
import type { BrowserConnection, ContextOptions } from "../../browser/connection.js";
import { FurtherContextsOfUsers } from "./further-contexts-of-users.js";

it("closes each further context once, by itself or with the user's others", async () => {
  const closed: unknown[] = [];
  const connection = { newContext: async ({ locale }: ContextOptions) => ({ page: locale }) } as unknown as BrowserConnection;
  const contexts = new FurtherContextsOfUsers(async ({ user }) => void closed.push(user.page));
  const [early, late] = await Promise.all(
    ["early", "late"].map((locale) => contexts.open(connection, { userId: 1, locale } as ContextOptions)),
  );
  await early?.close();
  await contexts.closeOf(1);
  for (const context of [early, late]) await context?.close();
  expect(closed).toEqual(["early", "late"]);
});
