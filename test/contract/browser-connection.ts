import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import type { BrowserConnectionFactory } from "../../src/browser/connection.js";
import { describeActions } from "./browser-connection/actions.js";
import { describeBrowserOptions } from "./browser-connection/browser-options.js";
import { describeCertificates } from "./browser-connection/certificates.js";
import { describeDialogs } from "./browser-connection/dialogs.js";
import { describeDocuments } from "./browser-connection/documents.js";
import { describeEvaluate } from "./browser-connection/evaluate.js";
import { describeExpectations } from "./browser-connection/expectations.js";
import { describeFiles } from "./browser-connection/files.js";
import { describeForms } from "./browser-connection/forms.js";
import { describeFrames } from "./browser-connection/frames.js";
import { describeHistory } from "./browser-connection/history.js";
import { describeKeys } from "./browser-connection/keys.js";
import { describeLife } from "./browser-connection/life.js";
import { describeLiveView } from "./browser-connection/live-view.js";
import { describeLocators } from "./browser-connection/locators.js";
import { describeMouse } from "./browser-connection/mouse.js";
import { describeNavigation } from "./browser-connection/navigation.js";
import { describeNetwork } from "./browser-connection/network.js";
import { describePointer } from "./browser-connection/pointer.js";
import { describeReads } from "./browser-connection/reads.js";
import { describeStorage } from "./browser-connection/storage.js";
import { describeStrictness } from "./browser-connection/strictness.js";
import { describeTelemetry } from "./browser-connection/telemetry.js";
import { describeTraffic } from "./browser-connection/traffic.js";
import { describeTroubles } from "./browser-connection/troubles.js";
import { describeWaits } from "./browser-connection/waits.js";
import { describeWindows } from "./browser-connection/windows.js";
import { describeWorkerSettings } from "./browser-connection/worker-settings.js";
import { describeWorkers } from "./browser-connection/workers.js";
import { BrowserUnderTest } from "./browser-connection-host.js";

/** Options of {@link describeBrowserConnection}. */
export interface ContractOptions {
  /** The reason to skip the suite, which it shows. */
  readonly skip?: string | undefined;
}

/** The contract of a browser connection, in a real browser on the site under test. */
export function describeBrowserConnection(name: string, factory: BrowserConnectionFactory, { skip }: ContractOptions = {}): void {
  const title = `browser connection ${name}${skip === undefined ? "" : ` (skipped: ${skip})`}`;
  describe.skipIf(skip !== undefined)(title, () => {
    const subject = new BrowserUnderTest(factory());
    beforeAll(() => subject.start());
    afterAll(() => subject.stop());
    describe("with a user", () => {
      beforeEach(() => subject.openUser());
      afterEach(() => subject.closeUser());
      describeNavigation(subject);
      describeHistory(subject);
      describeWaits(subject);
      describeDocuments(subject);
      describeTraffic(subject);
      describeTroubles(subject);
      describeCertificates(subject);
      describeBrowserOptions(subject);
      describeActions(subject);
      describe("the pointer", () => describePointer(subject));
      describe("the keyboard", () => describeKeys(subject));
      describeMouse(subject);
      describeForms(subject);
      describeFiles(subject);
      describeFrames(() => subject);
      describeLocators(subject);
      describeStrictness(subject);
      describeReads(subject);
      describeEvaluate(subject);
      describeExpectations(subject);
      describeLiveView(subject);
      describeStorage(subject);
      describeTelemetry(subject);
      describeDialogs(subject);
      describeWindows(subject);
      describeWorkers(() => subject);
      describeWorkerSettings(subject);
    });
    describeNetwork(subject);
    describeLife(subject, factory);
  });
}
