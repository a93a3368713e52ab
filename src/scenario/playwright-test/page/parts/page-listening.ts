import type { PagePort } from "../../../page-port.js";
import type { FrameListener, PageFrame } from "../../../ports/frames.js";
import type { MessageListener, ThrownInPage } from "../../../ports/messages.js";
import type { PageRequest, PageResponse } from "../../../ports/traffic.js";
import type { Actor, PopupTraits } from "../actor.js";
import { TestDialog, TestDownload, TestFileChooser, unheardAnswer } from "../dialog-and-download.js";
import type { PageFramesView } from "../frames/page-frames.js";
import type { SeenTraffic } from "../seen-traffic.js";
import { consoleMessage } from "./console-message.js";
import { TestWebSocket } from "./web-socket.js";
import { workerOf } from "./worker.js";

/** The page whose events they are. */
export interface EventfulPage {
  readonly actor: Actor;
  readonly port: PagePort;
  readonly traffic: SeenTraffic;
  readonly frameViews: PageFramesView;
  onClose(closed: () => void): () => void;
  context(): { pageOf(port: PagePort, traits?: PopupTraits): unknown };
}

/** Calls what listens to an event. */
type Emit = (given: unknown) => void;
export type Listening = (page: EventfulPage, emit: Emit) => () => void;

const ofMessages =
  (listenerOf: (page: EventfulPage, emit: Emit) => MessageListener): Listening =>
  (page, emit) =>
    page.port.messages.listen(listenerOf(page, emit));

const reached = (state: string): Listening =>
  ofMessages((page, emit) => ({
    reached: (now) => {
      if (now === state) emit(page);
    },
  }));

const ended =
  (isMeant: (failure: string | undefined) => boolean): Listening =>
  (page, emit) => {
    page.traffic.keep();
    return page.port.messages.listen({
      ended: (request, failure) => {
        if (isMeant(failure)) emit(page.traffic.request(request));
      },
    });
  };

const ofFrames =
  (change: keyof FrameListener): Listening =>
  ({ frameViews }, emit) =>
    frameViews.listen({ [change]: (frame: PageFrame) => emit(frameViews.of(frame)) });

const popups: Listening = (page, emit) =>
  page.port.windows.listen((number) => {
    const popup = page.port.windows.popup(number);
    if (popup !== undefined) emit(page.context().pageOf(popup, { number, opener: page }));
  });

/** The events that can be heard, and how. Others are refused: a suite that collects them would find that there were none. */
export const LISTENING: Readonly<Record<string, Listening>> = {
  request: (page, emit) => watchTraffic(page, "request", (seen) => emit(page.traffic.request(seen as PageRequest))),
  response: (page, emit) => watchTraffic(page, "response", (seen) => emit(page.traffic.response(seen as PageResponse))),
  requestfinished: ended((failure) => failure === undefined),
  requestfailed: ended((failure) => failure !== undefined),
  console: ofMessages((page, emit) => ({ wrote: (line) => emit(consoleMessage(line, page)) })),
  pageerror: ofMessages((_page, emit) => ({ threw: (thrown) => emit(errorOf(thrown)) })),
  weberror: ofMessages((page, emit) => ({
    threw: (thrown) => emit({ error: () => errorOf(thrown), page: () => page }),
  })),
  load: reached("load"),
  domcontentloaded: reached("domcontentloaded"),
  framenavigated: ofFrames("navigated"),
  frameattached: ofFrames("attached"),
  framedetached: ofFrames("detached"),
  popup: popups,
  page: popups,
  dialog: answerDialogs,
  download: hearDownloads,
  filechooser: hearFileChoosers,
  websocket: ofMessages(({ actor }, emit) => ({ socket: (socket) => emit(new TestWebSocket(socket, actor)) })),
  worker: ({ actor, port }, emit) => port.workers?.listen((worker) => emit(workerOf(worker, actor))) ?? (() => {}),
  close: (page, emit) => page.onClose(() => emit(page)),
  // A test whose page crashes hears of it by the calls that fail.
  crash: () => () => {},
};

function watchTraffic({ port, traffic }: EventfulPage, kind: "request" | "response", see: (seen: unknown) => void): () => void {
  if (kind === "request") traffic.keep();
  const fits = (seen: unknown) => {
    see(seen);
    return false;
  };
  const watch = port.traffic.watch(kind, { shown: "", fits });
  return () => watch.end();
}

function answerDialogs(page: EventfulPage, emit: Emit): () => void {
  const { actor, port } = page;
  port.dialogs.answerWith((dialog) => {
    const shown = new TestDialog(dialog, page);
    const leave = () => shown.leave();
    const { signal } = actor.iteration.unawaited;
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    actor.changed(leave);
    emit(shown);
    return shown.answer.finally(() => signal.removeEventListener("abort", leave));
  });
  return () => port.dialogs.answerWith(unheardAnswer);
}

/** Every download, until nobody listens. */
function hearDownloads(page: EventfulPage, emit: Emit): () => void {
  const { limits, end } = untilNobodyListens(page);
  const hear = async (): Promise<void> => {
    // Another one may begin before this one has ended.
    const expected = await page.port.files.expectDownload({ ...limits, onBegun: hearNext, keepsFile: true });
    try {
      emit(new TestDownload(await expected.finished(limits), page));
    } finally {
      await expected.end();
    }
  };
  const hearNext = () => void hear().catch(() => {});
  hearNext();
  return end;
}

function hearFileChoosers(page: EventfulPage, emit: Emit): () => void {
  const { limits, end } = untilNobodyListens(page);
  const hear = async (): Promise<void> => {
    const watch = page.port.files.watchFileChooser();
    limits.signal.addEventListener("abort", () => watch.end(), { once: true });
    const { isMultiple } = await watch.opened(limits);
    emit(new TestFileChooser(watch, page, isMultiple));
    await hear();
  };
  hear().catch(() => {});
  return end;
}

/** No limit of time: a handler listens until the iteration is over, however much of it are pauses, or it is removed. */
function untilNobodyListens({ actor }: EventfulPage) {
  const ended = new AbortController();
  const signal = AbortSignal.any([actor.iteration.signal, ended.signal]);
  return { limits: { signal, timeoutMs: LONGEST_MS }, end: () => ended.abort() };
}

/** Timers cannot be longer. */
const LONGEST_MS = 2 ** 31 - 1;

function errorOf({ name, message, stack }: ThrownInPage): Error {
  return Object.assign(new Error(message), { name, stack });
}
