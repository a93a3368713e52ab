import { expect, it } from "vitest";
import { contextRequest } from "./context-settings.js";

it("a proxy for certificates takes what is encrypted, and the user's own the rest but what it bypasses", () => {
  const proxy = { server: "http://proxy.test:3128", bypass: "a.test, .b.test ,," };
  expect(contextRequest({ proxy }, 4000)).toMatchObject({
    proxyServer: "https=127.0.0.1:4000;http=http://proxy.test:3128",
    proxyBypassList: "<-loopback>,http://a.test,http://.b.test",
  });
  expect(contextRequest({}, 4000)).toMatchObject({ proxyServer: "https=127.0.0.1:4000", proxyBypassList: "<-loopback>" });
});
