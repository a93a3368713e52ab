import { ProtocolConnection } from "../../src/browser/protocol/protocol-connection.js";
import { describeBrowserConnection } from "./browser-connection.js";
import { NEEDS_BROWSER } from "./needs-browser.js";

describeBrowserConnection("protocol", () => new ProtocolConnection(), { cannot: NEEDS_BROWSER });
