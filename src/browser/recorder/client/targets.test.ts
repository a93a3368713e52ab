import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { expectationOf } from "./expectation.js";
import { isKeyOfSecret, isSecret, noticeSecrets } from "./targets.js";

class Field {
  type = "password";
  autocomplete = "";
  root: unknown;
  readonly value = "hunter2";

  matches(): boolean {
    return true;
  }

  getAttribute(): string {
    return "pw";
  }

  getRootNode(): unknown {
    return this.root;
  }
}

class Page {
  readonly field = new Field();

  querySelectorAll(): readonly Field[] {
    return [this.field];
  }
}

beforeAll(() => {
  vi.stubGlobal("HTMLInputElement", Field);
  vi.stubGlobal("Document", Page);
  vi.stubGlobal("ShadowRoot", Page);
});
afterAll(() => vi.unstubAllGlobals());

it("a field that was secret stays so when the page shows its text", () => {
  const field = new Field();
  expect(isSecret(field as unknown as Element)).toBe(true);
  field.type = "text";
  expect(isSecret(field as unknown as Element)).toBe(true);
  const other = Object.assign(new Field(), { type: "text" });
  expect(isSecret(other as unknown as Element)).toBe(false);
});

it("a field is noticed before the page shows it and anything is typed", () => {
  const page = new Page();
  const button = Object.assign(new Field(), { type: "button", root: page });
  noticeSecrets(button as unknown as Element);
  page.field.type = "text";
  expect(isSecret(page.field as unknown as Element)).toBe(true);
});

it("neither an expectation nor a key has what is in a secret field", () => {
  const field = new Field() as unknown as Element;
  expect(expectationOf(field, [])).toEqual({ type: "expect-secret", locator: [], name: "pw" });
  const plain = Object.assign(new Field(), { type: "text" }) as unknown as Element;
  expect(expectationOf(plain, [])).toEqual({ type: "expect-value", locator: [], value: "hunter2" });
  expect(isKeyOfSecret({ key: "h" }, field)).toBe(true);
  expect(isKeyOfSecret({ key: "Enter" }, field)).toBe(false);
  expect(isKeyOfSecret({ key: "h" }, plain)).toBe(false);
});
