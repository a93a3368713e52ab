import { platform } from "node:os";
import { messageOf } from "../../src/base/errors.js";
import { ChromiumConnection } from "../../src/browser/chromium/chromium-connection.js";
import { findBrowser } from "../../src/browser/program/find-browser.js";
import { describeBrowserConnection } from "./browser-connection.js";

const skip = await findBrowser({ env: process.env, platform: platform() }).then(() => undefined, messageOf);

describeBrowserConnection("chromium", () => new ChromiumConnection(), { skip, half: "actions" });
