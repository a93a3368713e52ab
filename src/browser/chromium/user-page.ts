import { PageOperationError } from "../../scenario/page-port.js";
import { InitScripts } from "../adjustments/init-scripts.js";
import type { ContextOptions } from "../connection.js";
import { PageLog } from "../page-log.js";
import { PageOperations } from "../page-operations.js";
import { PageRecord } from "../page-record.js";
import { CdpEvidence } from "../page-snapshot.js";
import { DevtoolsTracer } from "../traces/devtools-tracer.js";
import { DialogsOfPage } from "../user-dialogs.js";
import { toChromiumError } from "./chromium-error.js";
import { ChromiumPage } from "./chromium-page.js";
import { answerDialogs } from "./dialogs.js";
import { FrameTree } from "./frames/frame-tree.js";
import { KeyboardInput } from "./input/keyboard-input.js";
import { MouseDrag } from "./input/mouse-drag.js";
import { MouseInput } from "./input/mouse-input.js";
import { type MeasuredPage, measurePage, type PageSurroundings } from "./measured-page.js";
import { PageDocuments } from "./navigation/page-documents.js";
import { PageNavigation } from "./navigation/page-navigation.js";
import { PageHelper } from "./page-helper.js";
import type { PageTarget } from "./user/user-targets.js";
import { WorkerList } from "./worker-list.js";

/** A page of a user, its measurements, and what leads it to other documents. */
export interface UserPage extends MeasuredPage {
  readonly page: ChromiumPage;
  readonly operations: PageOperations;
  readonly navigation: PageNavigation;
  /** Resolves when it is prepared and runs. */
  readonly ready: Promise<unknown>;
}

/** How this page differs from the user's other pages. */
interface PageTraits {
  /** Options that differ from the user's. */
  readonly options?: Partial<ContextOptions>;
  /** What it is called in messages. */
  readonly name: "page" | "popup";
}

/** Prepares, measures and runs a page that is paused: the user's own, or a popup. */
export function userPage({ session, targetId }: PageTarget, surroundings: PageSurroundings, traits: PageTraits): UserPage {
  const { browser, worlds, storage, userNetwork, downloads, windows } = surroundings;
  const { clock } = browser;
  const options = { ...surroundings.options, ...traits.options };
  const documents = new PageDocuments(session, targetId, worlds);
  const log = new PageLog({ ...options, clock });
  const record = new PageRecord(log);
  const operations = new PageOperations(clock, toChromiumError, record);
  const dialogs = new DialogsOfPage(surroundings.dialogs, operations);
  answerDialogs(session, { dialogs, documents });
  const frames = new FrameTree(targetId);
  const workers = new WorkerList(operations);
  const scripts = { page: new InitScripts(), context: surroundings.initScripts };
  const parts = { ...surroundings, options, frames, workers, pageScripts: scripts.page, steps: operations.steps };
  const measured = measurePage(session, parts, record);
  const { agent, interactions } = measured;
  session.onGone(() => surroundings.initScripts.gone(session));
  session.onGone(({ message }) => operations.end(traits.name === "page" ? message : closedMessage(message)));
  session.on("Inspector.targetCrashed", () => session.end(new PageOperationError("closed", `the ${traits.name} crashed`)));
  const helper = new PageHelper(documents, frames);
  const keyboardInput = new KeyboardInput(session, clock);
  const drag = new MouseDrag({ session, documents, helper, keyboard: keyboardInput });
  const mouseInput = new MouseInput({ session, keyboard: keyboardInput, drag, clock });
  const input = { keyboardInput, mouseInput, hasTouch: options.hasTouch === true };
  const navigation = new PageNavigation({ session, documents, record, clock });
  const tracer = new DevtoolsTracer({ cdp: session, clock, frameId: targetId });
  const evidence = new CdpEvidence({ cdp: session, log, clock, trace: () => tracer.start() });
  const driven = {
    session,
    options,
    evidence,
    operations,
    documents,
    navigation,
    helper,
    ...input,
    storage,
    record,
    frames,
    workers,
    scripts,
    agent,
    interactions,
    dialogs,
  };
  const page = new ChromiumPage({
    ...driven,
    browserVersion: browser.version.replace(/^.*\//, ""),
    userNetwork,
    downloads,
    windows: windows.of(operations),
  });
  return { ...measured, page, operations, navigation };
}

/** A popup that is gone was closed, by its opener, by itself or by a step. */
function closedMessage(message: string): string {
  return message === "the page is gone" ? "the popup was closed" : message;
}
