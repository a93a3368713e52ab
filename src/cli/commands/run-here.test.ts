import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { processHost, type StopSignal } from "../../base/host.js";
import { EXIT_CODES } from "../../run/exit-codes.js";
import { runHere } from "./run-here.js";

describe("runHere", () => {
  it("hears of Ctrl-C while the config file is loaded", async () => {
    let written = "";
    let press: ((signal: StopSignal) => void) | undefined;
    const write = (text: string) => {
      written += text;
    };
    const stream = { isTTY: false, columns: undefined, write };
    const onSignal = (listener: (signal: StopSignal) => void) => {
      press = listener;
      return () => {
        press = undefined;
      };
    };
    const host = { ...processHost(), env: {}, stdout: stream, stderr: stream, onSignal };
    const layersOf = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        press?.("SIGINT");
      });
    const exit = await runHere(new Command(), [], { host, layersOf });
    expect(EXIT_CODES[exit]).toBe(EXIT_CODES.interrupted);
    expect(written).toContain("the run was interrupted");
    expect(press).toBeUndefined();
  });
});
