import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type RunnerTestCase } from "vitest";
import type { BrowserConnectionFactory } from "../../src/browser/connection.js";
import { describeActions } from "./browser-connection/actions.js";
import { describeBrowserOptions } from "./browser-connection/browser-options.js";
import { describeCertificates } from "./browser-connection/certificates.js";
import { describeDialogs } from "./browser-connection/dialogs.js";
import { describeDocuments } from "./browser-connection/documents.js";
import { describeEvaluate } from "./browser-connection/evaluate.js";
import { describeEvidence } from "./browser-connection/evidence.js";
import { describeExpectations } from "./browser-connection/expectations.js";
import { describeFileChoosers } from "./browser-connection/file-choosers.js";
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
  /** Cases that the connection cannot pass, by the titles of their groups: all of a group, or those with these titles. */
  readonly cannot?: Readonly<Record<string, "all" | readonly string[]>>;
  /** Only these cases, so that two files with a half each run beside each other. Default: all. */
  readonly half?: "actions" | "observations";
}

/** The contract of a browser connection, in a real browser on the site under test. */
export function describeBrowserConnection(name: string, factory: BrowserConnectionFactory, options: ContractOptions = {}): void {
  const { skip, cannot = {}, half } = options;
  const title = `browser connection ${name}${skip === undefined ? "" : ` (skipped: ${skip})`}`;
  describe.skipIf(skip !== undefined)(title, () => {
    const subject = new BrowserUnderTest(factory());
    beforeEach(({ task, skip: leaveOut }) => {
      expect(unknownEntries(wholeSuite(task.suite), cannot), "listed, but no case of the contract").toEqual([]);
      const names = cannot[groupOf(task.suite)];
      if (names === "all" || names?.includes(task.name) === true) leaveOut("it needs a browser");
    });
    beforeAll(() => subject.start());
    afterAll(() => subject.stop());
    describe("with a user", () => {
      beforeEach(() => subject.openUser());
      afterEach(() => subject.closeUser());
      if (half !== "observations") describeActing(subject);
      if (half !== "actions") describeObserving(subject);
    });
    if (half === "actions") return;
    describeNetwork(subject);
    describeLife(subject, factory);
  });
}

function describeActing(subject: BrowserUnderTest): void {
  describeNavigation(subject);
  describeHistory(subject);
  describeWaits(subject);
  describeActions(subject);
  describe("the pointer", () => describePointer(subject));
  describe("the keyboard", () => describeKeys(subject));
  describeMouse(subject);
  describeForms(subject);
  describeFiles(subject);
  describeFileChoosers(subject);
  describeDialogs(subject);
  describeWindows(subject);
}

function describeObserving(subject: BrowserUnderTest): void {
  describeDocuments(subject);
  describeTraffic(subject);
  describeTroubles(subject);
  describeEvidence(subject);
  describeCertificates(subject);
  describeBrowserOptions(subject);
  describeFrames(() => subject);
  describeLocators(subject);
  describeStrictness(subject);
  describeReads(subject);
  describeEvaluate(subject);
  describeExpectations(subject);
  describeLiveView(subject);
  describeStorage(subject);
  describeTelemetry(subject);
  describeWorkers(() => subject);
  describeWorkerSettings(subject);
}

type Suite = NonNullable<RunnerTestCase["suite"]>;

/** Titles of the groups that a case is in, without the two around all of them. */
function groupOf(suite: Suite | undefined): string {
  const titles: string[] = [];
  for (let one = suite; one?.suite !== undefined; one = one.suite) titles.unshift(one.name);
  return titles.filter((title) => title !== "with a user").join(" > ");
}

/** The group around all others. */
function wholeSuite(suite: Suite | undefined): Pick<Suite, "tasks"> {
  let whole = suite;
  while (whole?.suite !== undefined) whole = whole.suite;
  return whole ?? { tasks: [] };
}

/** Entries of the list, as `group: case`, that are no case of the suite. */
function unknownEntries(suite: Pick<Suite, "tasks">, cannot: NonNullable<ContractOptions["cannot"]>): readonly string[] {
  const known = new Set<string>();
  const visit = (one: Pick<Suite, "tasks">) => {
    for (const task of one.tasks) {
      if (task.type === "suite") visit(task);
      else known.add(groupOf(task.suite)).add(`${groupOf(task.suite)}: ${task.name}`);
    }
  };
  visit(suite);
  const entries = Object.entries(cannot).flatMap(([group, names]) =>
    names === "all" ? [group] : names.map((name) => `${group}: ${name}`),
  );
  return entries.filter((entry) => !known.has(entry));
}
