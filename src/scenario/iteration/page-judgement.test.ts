import { describe, expect, it } from "vitest";
import type { PagePort } from "../page-port.js";
import { likelyCausesOf } from "./page-judgement.js";

const pageWith = (...troubles: readonly string[]) => ({ troubles: () => troubles }) as unknown as PagePort;

describe("the likely causes of a failure", () => {
  it("leave out the request that the message is about, under either of its names", () => {
    const page = pageWith("GET /orders/17 answered 500", "GET /shop/red-shoes answered 500", "GET /app.js answered 404");
    expect(likelyCausesOf(page, "GET /orders/:id answered 500", [])).toEqual([
      "GET /shop/red-shoes answered 500",
      "GET /app.js answered 404",
    ]);
    expect(likelyCausesOf(page, "GET /shop/:slug answered 500", ["/shop/:slug"])).toEqual([
      "GET /orders/17 answered 500",
      "GET /app.js answered 404",
    ]);
  });

  it("are empty when the page is gone", () => {
    const gone = {
      troubles() {
        throw new Error("the page is gone");
      },
    } as unknown as PagePort;
    expect(likelyCausesOf(gone, "no", [])).toEqual([]);
  });
});
