import { describe, expect, it } from "vitest";
import { abortSignalOf, StopSource } from "./stop-signal.js";

describe("a stop signal", () => {
  it("calls the remaining listeners once", () => {
    const source = new StopSource();
    const told: string[] = [];
    const forgotten = () => told.push("forgotten");
    source.addEventListener("abort", () => told.push("first"));
    source.addEventListener("abort", forgotten);
    source.removeEventListener("abort", forgotten);
    expect(source.aborted).toBe(false);
    source.abort();
    source.abort();
    expect(source.aborted).toBe(true);
    expect(told).toEqual(["first"]);
  });

  it("does not call a listener that was removed while others were called", () => {
    const source = new StopSource();
    const told: string[] = [];
    const second = () => told.push("second");
    source.addEventListener("abort", () => source.removeEventListener("abort", second));
    source.addEventListener("abort", second);
    source.abort();
    expect(told).toEqual([]);
  });

  it("is aborted before it calls its listeners", () => {
    const source = new StopSource();
    const seen: boolean[] = [];
    source.addEventListener("abort", () => seen.push(source.aborted));
    source.abort();
    source.addEventListener("abort", () => seen.push(false));
    expect(seen).toEqual([true]);
  });

  it("converts to an AbortSignal", () => {
    const source = new StopSource();
    const signal = abortSignalOf(source);
    expect(signal.aborted).toBe(false);
    source.abort();
    expect(signal.aborted).toBe(true);
    expect(abortSignalOf(source).aborted).toBe(true);
  });
});
