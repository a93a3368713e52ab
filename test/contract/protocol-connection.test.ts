import { ProtocolConnection } from "../../src/browser/protocol/protocol-connection.js";
import { describeBrowserConnection } from "./browser-connection.js";

describeBrowserConnection("protocol", () => new ProtocolConnection());
