import { expect, it } from "vitest";
import { FakePagePort } from "../../../test/fixtures/fake-page-port.js";
import { IterationPages } from "./iteration-pages.js";

it("knows the page on which a step has failed, also of one that ran beside others", () => {
  const [own, popup] = [new FakePagePort(), new FakePagePort()];
  const pages = new IterationPages({ page: own, openContext: undefined });
  expect(pages.failed).toBe(own);
  pages.beside(popup, () => pages.failedHere());
  expect(pages.failed).toBe(popup);
  expect(pages.current).toBe(own);
});
