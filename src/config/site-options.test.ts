import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { shownOptions } from "../run/load-test/shown-options.js";
import { browserOptionsOf, type ParsedBrowserOptions } from "../scenario/browser-options/option-parsers.js";
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
    [{ device: "iPhone 99" }, '--device is "iPhone 99", but it takes the name of a device in Playwright'],
    [{ deviceScaleFactor: "0" }, '--device-scale-factor is "0", but it takes a number above 0'],
    [{ timezone: "Berlin" }, '--timezone is "Berlin", but it takes a time zone such as "Europe/Berlin"'],
    [{ timezone: "+01:00" }, '--timezone is "+01:00"'],
    [{ geolocation: "91,0" }, '--geolocation is "91,0", but it takes "LATITUDE,LONGITUDE" in degrees'],
    [{ geolocation: { latitude: 1 } }, '--geolocation is {"latitude":1}'],
    [{ permissions: ["geolocation,camra"] }, '--permission is "geolocation,camra", but it takes a list of: accelerometer'],
    [{ colorScheme: "black" }, '--color-scheme is "black", but it takes light, dark or no-preference'],
    [{ serviceWorkers: "no" }, '--service-workers is "no", but it takes allow or block'],
    [{ userAgent: "Ünicode" }, '--user-agent is "Ünicode"'],
    [{ proxy: "ftp://ada:sesame@proxy" }, '--proxy is "***", but it takes an address such as "http://proxy:3128"'],
    [{ proxy: "socks5://ada:sesame@proxy" }, '--proxy is "***"'],
    [{ storageState: { cookies: [{ name: "a", value: "sesame" }], origins: [] } }, '--storage-state is "***"'],
    [{ httpCredentials: { username: "ada", password: "sesame", origin: "staging" } }, '--http-credentials is "***"'],
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

  it.each([
    ["device", "iphone15", 'did you mean "iPhone 15"?'],
    ["device", "fridge", "the names are those of Playwright's devices"],
    ["timezone", "Europe/Berln", 'did you mean "Europe/Berlin"?'],
    ["permissions", "geo-location", 'did you mean "geolocation"?'],
  ])("have a hint for %s %s", (name, value, hint) => {
    expect(() => valuesOf(flag({ [name]: value }))).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });

  it("describe a device with text in flags and with values in files alike", () => {
    const expected = {
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: false,
      timezone: "Europe/Berlin",
      geolocation: { latitude: 52.52, longitude: -13.4, accuracy: 0 },
      permissions: ["geolocation", "notifications"],
    };
    const texts = environmentLayer({
      LIVELOAD_DEVICE_SCALE_FACTOR: "2",
      LIVELOAD_IS_MOBILE: "1",
      LIVELOAD_HAS_TOUCH: "false",
      LIVELOAD_TIMEZONE: "europe/berlin",
      LIVELOAD_GEOLOCATION: "52.52, -13.4",
      LIVELOAD_PERMISSION: "geolocation,notifications",
    });
    expect(valuesOf(texts)).toMatchObject(expected);
    expect(valuesOf(scenario(expected))).toMatchObject(expected);
  });

  it("take a proxy as an address or as an object", () => {
    expect(valuesOf(flag({ proxy: "proxy.test:3128" })).proxy).toEqual({ server: "http://proxy.test:3128" });
    const { proxy } = valuesOf(flag({ proxy: "http://ada:open%20sesame@proxy.test:3128/" }));
    expect(proxy).toMatchObject({ server: "http://proxy.test:3128", username: "ada" });
    expect(browserOptionsOf({ proxy } as ParsedBrowserOptions).proxy?.password).toBe("open sesame");
    const bypassed = valuesOf(scenario({ proxy: { server: "socks5://proxy.test", bypass: "a.test, b.test" } }));
    expect(bypassed.proxy).toEqual({ server: "socks5://proxy.test", bypass: "a.test,b.test" });
  });

  it("may be functions of the user in a scenario only, and are shown as such", () => {
    const values = valuesOf(scenario({ locale: () => "de-DE", device: "iPhone 15" }));
    expect(values.locale).toBeInstanceOf(PerUser);
    expect(shownOptions(values)).toMatchObject({ locale: "a function of the user", device: "iPhone 15" });
    expect(valuesOf(scenario({ locale: () => "de-DE" }), flag({ locale: "fr" })).locale).toBe("fr");
    const file: OptionLayer = { origin: "config file", values: { locale: () => "de-DE" }, file: "liveload.config.ts" };
    expect(() => valuesOf(file)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("locale in liveload.config.ts is a function"),
        hint: "a function of the user belongs in the scenario",
      }),
    );
    expect(() => valuesOf(scenario({ users: () => 3 }))).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  });

  it("take precedence over those of their device", () => {
    const parsed = { device: "iPhone 15", viewport: { width: 300, height: 500 }, hasTouch: false };
    expect(browserOptionsOf(parsed)).toMatchObject({ isMobile: true, hasTouch: false, viewport: { width: 300, height: 500 } });
  });

  it("never show the password", () => {
    const cookie = { name: "theme", value: "sesame", domain: "shop.test" };
    const values = valuesOf(
      flag({
        httpCredentials: "ada:sesame",
        extraHeaders: ["Authorization: Bearer sesame"],
        proxy: "http://ada:sesame@proxy.test",
        storageState: { cookies: [cookie], origins: [] },
      }),
    );
    for (const text of [
      JSON.stringify(values.httpCredentials),
      inspect(values.httpCredentials),
      JSON.stringify(shownOptions(values)),
    ])
      expect(text).not.toContain("sesame");
  });
});
