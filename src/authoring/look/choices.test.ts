import { expect, test } from "vitest";
import { isMade } from "./control-target.js";
import { isHarmless } from "./harmless.js";
import type { SeenControl } from "./page-sight.js";
import { plausibleValue } from "./plausible-value.js";
import { siteAddress } from "./site-address.js";

const NOTHING: SeenControl = {
  ...{ tag: "button", type: "button", field: "", testId: "", id: "", role: "button", name: "", label: "", placeholder: "" },
  ...{ path: "button", href: "", isGuarded: false, isLive: false, isTyped: false, isContent: true, form: -1 },
  limits: { min: "", max: "", maxLength: -1, pattern: "" },
  autocomplete: "",
};

test.each(
  [
    ...[
      "Delete",
      "Log out",
      "Sign out",
      "Pay now",
      "Buy",
      "Place order",
      "Unsubscribe",
      "Konto löschen",
      "Déconnexion",
      "削除",
      "退出登录",
    ],
  ].map((name) => [{ name }]),
)("is not used without being asked: %o", (control) => {
  expect(isHarmless({ ...NOTHING, ...control })).toBe(false);
});

test.each([
  [{ id: "logOut" }],
  [{ testId: "delete-row" }],
  [{ field: "remove_item" }],
  [{ tag: "a", name: "Bye", href: "http://site.test/users/log_out" }],
  [{ name: "Next", isGuarded: true }],
])("is not used for what the page calls it: %o", (control) => {
  expect(isHarmless({ ...NOTHING, ...control })).toBe(false);
});

test.each(["Next", "Show more", "+", "Payload", "Deleted items", "Borders", "Increment"])("may be used: %s", (name) => {
  expect(isHarmless({ ...NOTHING, name })).toBe(true);
});

test.each([
  [{ type: "email" }, "ada@example.test"],
  [{ type: "text", label: "E-mail" }, "ada@example.test"],
  [{ type: "text", field: "q" }, "test"],
  [{ type: "text", label: "Age" }, "1"],
  [{ type: "text", label: "Message" }, "test"],
  [{ type: "text", label: "Discount" }, "test"],
  [{ type: "number", limits: { min: "5", max: "9", maxLength: -1, pattern: "" } }, "5"],
  [{ type: "date", limits: { min: "2027-01-01", max: "", maxLength: -1, pattern: "" } }, "2027-01-01"],
  [{ type: "text", limits: { min: "", max: "", maxLength: 2, pattern: "" } }, "te"],
  [{ type: "text", limits: { min: "", max: "", maxLength: -1, pattern: "\\d{4}" } }, undefined],
  [{ type: "password" }, undefined],
  [{ type: "text", label: "Card number" }, undefined],
  [{ type: "text", label: "API token" }, undefined],
  [{ type: "checkbox" }, undefined],
])("a value for %o is %s", (field, value) => {
  expect(plausibleValue({ ...NOTHING, tag: "input", role: "textbox", ...field })).toBe(value);
});

test("ids that a program made are told from those that a person gave", () => {
  expect(["user-3f9ac21b", ":r1:", "ember42", "row-7", "radix-4", "input_1234", "x\\y"].filter((id) => !isMade(id))).toEqual([]);
  expect(["inc", "sign-up", "searchForm", "h1", "log_in"].filter(isMade)).toEqual([]);
});

test.each([
  ["localhost:4000/shop", "http://localhost:4000/shop"],
  ["127.0.0.1:4000", "http://127.0.0.1:4000/"],
  ["example.test", "https://example.test/"],
  ["http://example.test/a?b=1", "http://example.test/a?b=1"],
])("%s means %s", (typed, address) => {
  expect(siteAddress(typed).href).toBe(address);
});

test.each(["ftp://example.test", "two words", "http://", ""])("%s is no address", (typed) => {
  expect(() => siteAddress(typed)).toThrow(`URL is ${JSON.stringify(typed)}, but it takes the address of a page`);
});
