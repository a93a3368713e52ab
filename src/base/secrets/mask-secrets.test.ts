import { describe, expect, it } from "vitest";
import { rememberSecret, rememberSecretsIn } from "./known-secrets.js";
import { maskedText, maskSecrets, maskSecretsIn } from "./mask-secrets.js";
import { isSecretName } from "./secret-names.js";

describe("masking secrets by their form", () => {
  it.each([
    ["http://user:PW@127.0.0.1:1/x?api_key=K#access_token=T", "http://user:***@127.0.0.1:1/x?api_key=***#access_token=***"],
    ["wss://tok3n@host/live", "wss://***@host/live"],
    ["https://u:p@ss@host/", "https://u:***@host/"],
    ["/cb?code=1&user%5Bpassword%5D=PW&page=2", "/cb?code=1&user%5Bpassword%5D=***&page=2"],
    ["?X-Amz-Signature=abc&X-Amz-Date=1", "?X-Amz-Signature=***&X-Amz-Date=1"],
    ["Authorization: Bearer PW", "Authorization: ***"],
    ["authorization=Basic dXNlcjpQVw==", "authorization=***"],
    ["Cookie: a=PW; b=T", "Cookie: ***"],
    ["set-cookie: sid=PW; Path=/; HttpOnly\nnext: 1", "set-cookie: ***\nnext: 1"],
    ["rejected: Bearer abcDEF123456", "rejected: Bearer ***"],
    ["sent Basic dXNlcjpQVw==", "sent Basic ***"],
    ['{"password":"PW","user":"ann"}', '{"password":"***","user":"ann"}'],
    ['{"a":"{\\"password\\":\\"PW\\"}"}', '{"a":"{\\"password\\":\\"***\\"}"}'],
    ["{ token: 'PW', page: '/cart' }", "{ token: '***', page: '/cart' }"],
    ['{"password": "P\\"W"}', '{"password": "***"}'],
    ['{"otp":123456}', '{"otp":"***"}'],
    ["redirect=/cb?token=PW&next=1", "redirect=/cb?token=***&next=1"],
    ["failed: sent { a: 1 }, otp: abc123def", "failed: sent { a: 1 }, otp: ***"],
    ["password: swordfish", "password: ***"],
    ["x-api-key: swordfish", "x-api-key: ***"],
    ["sessionId=PW, next", "sessionId=***, next"],
    ['client_secret="P W"', 'client_secret="***"'],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "***"],
    ["key AKIAIOSFODNN7EXAMPLE", "key ***"],
    ["-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----", "***"],
    ["live-load run --password PW", "live-load run --password ***"],
  ])("turns %s into %s", (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
    expect(maskSecrets(masked), "masking again changes nothing").toBe(masked);
  });

  it.each([
    "author=ann&keyboard=de&design=2&significant=1",
    'step 3: click "#inc" failed on /counter: waited 30000 ms for it to be visible',
    "Unexpected token: expected a number",
    "session: the connection was closed",
    "http://127.0.0.1:4000/products?page=2#top",
    "user@example.test wrote: hello",
    '[data-phx-session] input[name="password"]',
    "iterations: share<0.01, step_duration{click #inc}: p(95)<500",
    "a bearer of news, basic authentication, token ring",
    "at run (/home/ann/shop.scenario.ts:12:5)",
  ])("leaves %s as it is", (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it.each([
    "cookie",
    "jwt",
    "userPwd",
    "db-passwd",
    "PASSWORD",
    "passphrase",
    "sessionId",
    "sid",
    "sig",
    "x_signature",
    "clientSecret",
  ])("treats %s as the name of a secret", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    "accessToken",
    "ACCESS_KEY",
    "refresh_token",
    "apiKey",
    "apikey",
    "bearer",
    "auth",
    "Proxy-Authorization",
    "credentials",
    "privateKey",
  ])("treats %s as the name of a secret", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    "author",
    "authority",
    "keyboard",
    "design",
    "significant",
    "passenger",
    "compass",
    "sidebar",
    "signal",
    "tokenizer",
    "key",
    "obsessed",
    "token_type",
    "sessionTimeout",
    "cookieName",
    "authUrl",
  ])("does not treat %s as one", (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it("masks every text in a value, names included, except sketches", () => {
    expect(maskSecretsIn({ "GET /?token=a": [{ n: 1, text: "pwd=b" }], "GET /?token=b": null, sketch: "sid=c" })).toEqual({
      "GET /?token=***": [{ n: 1, text: "pwd=***" }],
      "GET /?token=*** (2)": null,
      sketch: "sid=c",
    });
  });

  // With patterns that backtrack, each of these texts would take minutes.
  it.each([
    ["separators", `${"a=".repeat(100_000)}${": ".repeat(100_000)}${'"'.repeat(100_000)}`],
    ["one word", `data:image/png;base64,${"QUJD".repeat(100_000)} end`],
    ["capitals", `${"A".repeat(400_000)}=b`],
    ["escapes", `${'token:"\\'.repeat(50_000)}`],
    ["addresses", "http://".repeat(50_000)],
    ["beginnings of tokens", "eyJaaaaaaa-".repeat(5000)],
  ])("takes time proportional to the length of the text: %s", (_what, text) => {
    const before = performance.now();
    maskSecrets(text);
    expect(performance.now() - before).toBeLessThan(20_000);
  });

  it("finds secrets behind words that are longer than any name", () => {
    const word = "a".repeat(5000);
    expect(maskSecrets(`${word}http://user:PW@host/ ${word}_password=PW`)).toBe(
      `${word}http://user:***@host/ ${word}_password=***`,
    );
  });
});

describe("masking secrets by their value", () => {
  it("finds a known value anywhere, also when it is encoded", () => {
    rememberSecret("hunter2/€ space");
    for (const form of [
      "hunter2/€ space",
      encodeURIComponent("hunter2/€ space"),
      Buffer.from("hunter2/€ space").toString("base64"),
    ])
      expect(maskSecrets(`before ${form} after`)).toMatch(/^before \*\*\*=* after$/);
  });

  it("knows the token in a header, the cookie, and the password in basic authentication", () => {
    rememberSecretsIn({ Authorization: "Bearer tok-1-of-ours" });
    rememberSecretsIn({ "Proxy-Authorization": `Basic ${btoa("ann:pass-2-of-ours")}` });
    rememberSecretsIn({ Cookie: "sid=sess-3-of-ours; theme=dark" });
    expect(maskSecrets("tok-1-of-ours, pass-2-of-ours and sess-3-of-ours on dark")).toBe("***, *** and *** on dark");
  });

  it("knows values with secret names in options and data rows", () => {
    rememberSecretsIn({ user: { name: "annabel", loginPassword: "open-sesame" }, tokens: ["first-token", "second-token"] });
    expect(maskSecrets("annabel said open-sesame, then first-token and second-token")).toBe("annabel said ***, then *** and ***");
  });

  it("finds one of many values with the same beginning without comparing all of them", () => {
    for (let user = 1; user <= 20_000; user += 1) rememberSecret(`Passw0rd-${String(user).padStart(6, "0")}`);
    const before = performance.now();
    expect(maskSecrets("Passw0rd-019999 Passw0rd-0 ".repeat(2000))).toBe("*** Passw0rd-0 ".repeat(2000));
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it("leaves words such as password readable even when they are somebody's password", () => {
    rememberSecretsIn([
      { user: "ann", password: "password" },
      { user: "bob", password: "secret" },
    ]);
    expect(maskSecrets("fill #password failed on /session/secret")).toBe("fill #password failed on /session/secret");
    expect(maskSecrets("sent password=password")).toBe("sent password=***");
  });

  it("does not mask a short value inside ordinary words", () => {
    rememberSecret("test");
    expect(maskSecrets("the latest test passed")).toBe("the latest *** passed");
    rememberSecret("abc");
    expect(maskSecrets("abc")).toBe("abc");
  });
});

describe("a text that is cut", () => {
  it("does not show the beginning of a secret that the cut divided, however short its masks make the text", () => {
    const secrets = ["a", "b", "c"].map((letter) => `${letter}Q7x9Lm2${letter.repeat(248)}`);
    for (const secret of secrets) rememberSecret(secret);
    const text = `{"method":"runner.prepare","tokens":${JSON.stringify(secrets)},"rest":"${"r".repeat(5000)}"}`;
    const shown = maskedText(text, 300);
    expect(shown).toContain('"tokens":["***","***","***');
    expect(shown).not.toContain("Q7x9");
  });
});

describe("a text of megabytes", () => {
  it.each(["a", "a.", "ab ", "x=", "%5B", "--", "\\", '"a', "a:", "http:", "eyJ"])(
    "is searched in linear time, however often it contains %j",
    (part) => {
      const text = part.repeat(Math.ceil(2_000_000 / part.length));
      // Quadratic time would take days.
      expect(maskSecrets(`${text} password=PW-1`)).toContain("password=***");
    },
  );

  it("is cut before it is searched when only its beginning is kept", () => {
    expect(maskedText(`token=${"s".repeat(3_000_000)}`, 200)).toBe("token=***");
    expect(maskedText(`${"a ".repeat(150)}token=PW-2 ${"b".repeat(3_000_000)}`, 200)).toBe(`${"a ".repeat(150).slice(0, 199)}…`);
  });
});
