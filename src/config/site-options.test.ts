import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { shownOptions } from "../run/load-test/shown-options.js";
import { PerUser } from "../scenario/browser-options/per-user.js";
import type { OptionValues } from "./options.js";
import { environmentLayer, type OptionLayer, resolveOptions } from "./resolve-options.js";

const valuesOf = (...layers: OptionLayer[]) => resolveOptions(layers).values;
const flag = (values: Readonly<Record<string, unknown>>): OptionLayer => ({ origin: "flag", values });
const scenario = (values: Readonly<Record<string, unknown>>): OptionLayer => ({ origin: "scenario", values });

const revealed = ({ httpCredentials }: OptionValues) =>
  httpCredentials === undefined || httpCredentials instanceof PerUser
    ? undefined
    : [httpCredentials.username, httpCredentials.password.reveal()];

describe("options of every user's browser", () => {
  it("come from flags", () => {
    const values = valuesOf(
      flag({
        viewport: "1280x720",
        locale: "de-de",
        extraHeaders: ["X-Load: yes", "Authorization: Bearer a:b"],
        ignoreCertificateErrors: true,
        httpCredentials: "ada:pass:word",
      }),
    );
    expect(values.viewport).toEqual({ width: 1280, height: 720 });
    expect(values.locale).toBe("de-DE");
    expect(values.extraHeaders).toEqual({ "X-Load": "yes", Authorization: "Bearer a:b" });
    expect(values.ignoreCertificateErrors).toBe(true);
    expect(revealed(values)).toEqual(["ada", "pass:word"]);
  });

  it("come from the environment, one header per line", () => {
    const values = valuesOf(
      environmentLayer({
        LIVELOAD_HTTP_CREDENTIALS: "ada:secret",
        LIVELOAD_HEADER: "X-A: 1, 2\nX-B: 3",
        LIVELOAD_IGNORE_CERTIFICATE_ERRORS: "1",
        LIVELOAD_LOCALE: "fr",
      }),
    );
    expect(values.extraHeaders).toEqual({ "X-A": "1, 2", "X-B": "3" });
    expect([revealed(values), values.ignoreCertificateErrors, values.locale]).toEqual([["ada", "secret"], true, "fr"]);
  });

  it("come from a scenario or a config file as objects", () => {
    const values = valuesOf(
      scenario({
        viewport: { width: 800, height: 600 },
        extraHeaders: { "x-load": "yes" },
        httpCredentials: { username: "ada", password: "" },
      }),
    );
    expect([values.viewport, values.extraHeaders]).toEqual([{ width: 800, height: 600 }, { "x-load": "yes" }]);
    expect(revealed(values)).toEqual(["ada", ""]);
  });

  it("are not set by default", () => {
    const { viewport, locale, extraHeaders, ignoreCertificateErrors, httpCredentials } = valuesOf();
    expect([viewport, locale, extraHeaders, ignoreCertificateErrors, httpCredentials]).toEqual([
      undefined,
      undefined,
      {},
      false,
      undefined,
    ]);
  });

  it.each([
    [{ viewport: "1280" }, '--viewport is "1280", but it takes a size in pixels such as "1280x720"'],
    [{ viewport: "0x720" }, '--viewport is "0x720"'],
    [{ locale: "de_DE" }, '--locale is "de_DE", but it takes a language tag such as "de-DE"'],
    [{ extraHeaders: ["no colon sesame"] }, '--header is "***", but it takes "Name: value"'],
    [{ extraHeaders: ["Host: sesame"] }, '--header is "***"'],
    [{ extraHeaders: ["X: a\nY: sesame"] }, '--header is "***"'],
    [{ ignoreCertificateErrors: "maybe" }, '--ignore-certificate-errors is "maybe"'],
    [{ httpCredentials: "sesame" }, '--http-credentials is "***", but it takes user:password'],
    [{ httpCredentials: { username: "ada", pasword: "sesame" } }, '--http-credentials is "***"'],
  ])("are refused for %j, without showing secrets", (values, message) => {
    expect(() => valuesOf(flag(values))).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(message) }),
    );
    try {
      valuesOf(flag(values));
    } catch (error) {
      expect(inspect(error, { depth: 9 })).not.toContain("sesame");
    }
  });

  it("never show the password", () => {
    const values = valuesOf(flag({ httpCredentials: "ada:sesame", extraHeaders: ["Authorization: Bearer sesame"] }));
    for (const text of [
      JSON.stringify(values.httpCredentials),
      inspect(values.httpCredentials),
      JSON.stringify(shownOptions(values)),
    ])
      expect(text).not.toContain("sesame");
  });
});
