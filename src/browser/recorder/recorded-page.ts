import type { Clock } from "../../base/clock.js";
import { followTargets, type TargetPreparation } from "../chromium/page-targets.js";
import type { ProtocolSession } from "../chromium/protocol/protocol-session.js";
import { type AskedNavigation, AskedNavigations, directionTo, type PageHistory } from "./asked-navigations.js";
import type { RecordedEvent } from "./recorded-events.js";
import { RecordedInteractions } from "./recorded-interactions.js";
import { chosenPaths, type RecorderDocument, RecorderDocuments } from "./recorder-documents.js";
import type { BarCommand, BarState, RecorderMessage } from "./recorder-wire.js";

interface PageParts {
  readonly session: ProtocolSession;
  /** Also the id of its main frame. */
  readonly targetId: string;
  /** 0 for the first page. */
  readonly number: number;
  readonly clock: Clock;
  readonly happened: (event: RecordedEvent) => void;
  readonly commanded: (command: BarCommand, page: RecordedPage) => void;
  readonly state: () => BarState;
}

/** So long after an input the page may still go somewhere because of it. */
const AFTER_INPUT_MS = 1000;

/** One page that a person uses. */
export class RecordedPage {
  readonly #parts: PageParts;
  readonly #documents: RecorderDocuments;
  readonly #interactions: RecordedInteractions;
  /** Events whose details are still asked for. */
  readonly #pending = new Set<Promise<void>>();
  #lastActAt = 0;
  readonly preparation: TargetPreparation;

  constructor(parts: PageParts) {
    this.#parts = parts;
    const { session, clock, number, happened } = parts;
    this.#documents = new RecorderDocuments((message, document) => this.#take(message, document));
    this.#interactions = new RecordedInteractions(session, clock, (interaction) => {
      happened({ kind: "interaction", page: number, ...interaction });
    });
    this.preparation = {
      frame: async (frame) => {
        await Promise.all([this.#documents.install(frame), this.#interactions.follow(frame)]);
      },
      worker: async () => {},
    };
  }

  get number(): number {
    return this.#parts.number;
  }

  /** When a person last did something here, milliseconds since 1970. */
  get lastActAt(): number {
    return this.#lastActAt;
  }

  /** Prepares the page, which is paused, and lets it run. */
  async start(): Promise<void> {
    const { session } = this.#parts;
    this.#followDialogs();
    this.#followNavigations();
    await Promise.all([
      this.#documents.install(session),
      this.#interactions.follow(session),
      followTargets(session, this.preparation),
      session.send("Runtime.runIfWaitingForDebugger"),
    ]);
  }

  /** Goes to an address, once the page runs. */
  async navigate(url: string): Promise<void> {
    const { errorText } = await this.#parts.session.send("Page.navigate", { url });
    if (errorText !== undefined) throw new Error(`${url} did not load: ${errorText}`);
  }

  show(): void {
    this.#documents.show(this.#parts.state());
  }

  /** Resolves when all that has happened so far is told. */
  async told(): Promise<void> {
    await Promise.all(this.#pending);
  }

  end(): void {
    this.#interactions.end();
  }

  #take(message: RecorderMessage, document: RecorderDocument): void {
    const { commanded } = this.#parts;
    if (message.kind === "bar") commanded(message.command, this);
    else if (message.kind === "act") {
      this.#lastActAt = message.at;
      this.#later(this.#act(message, document));
    } else {
      this.show();
      // Known in time for what happens while the page goes.
      this.#later(this.#documents.pathTo(document).then(() => {}));
    }
  }

  async #act(message: Extract<RecorderMessage, { readonly kind: "act" }>, document: RecorderDocument): Promise<void> {
    const { happened, number: page } = this.#parts;
    const { act, at } = message;
    try {
      const [frames, paths] = await Promise.all([
        this.#documents.pathTo(document),
        act.type === "files" && act.names.length > 0 ? chosenPaths(document).catch(() => undefined) : undefined,
      ]);
      happened({ ...message, page, frames, ...(paths === undefined ? {} : { paths }) });
    } catch {
      happened({ kind: "note", page, at, text: `A ${act.type} in a frame was not recorded: the frame was gone too soon.` });
    }
  }

  #followDialogs(): void {
    const { session, happened, number: page, clock } = this.#parts;
    let opened: { readonly type: string; readonly at: number } | undefined;
    session.on("Page.javascriptDialogOpening", ({ type }) => {
      opened = { type, at: clock.wallTime() };
    });
    session.on("Page.javascriptDialogClosed", ({ result, userInput }) => {
      if (opened === undefined) return;
      const { type, at } = opened;
      opened = undefined;
      happened({ kind: "dialog", page, type, at, isAccepted: result, text: userInput });
    });
  }

  #followNavigations(): void {
    const { session, targetId, number, clock } = this.#parts;
    const asked = new AskedNavigations(number > 0);
    let history: Promise<PageHistory> | undefined;
    const committed = (url: string, loaderId?: string) => {
      const navigation = asked.committed(url, loaderId);
      if (navigation !== undefined) this.#later(this.#navigated(navigation, history));
    };
    session.on("Page.frameRequestedNavigation", ({ frameId, url }) => void (frameId === targetId && asked.requested(url)));
    session.on("Page.frameStartedNavigating", ({ frameId, ...started }) => {
      if (frameId !== targetId) return;
      const at = clock.wallTime();
      asked.started({ ...started, at, isAfterInput: at - this.#lastActAt < AFTER_INPUT_MS });
      history = session.send("Page.getNavigationHistory");
      history.catch(() => {});
    });
    session.on("Page.frameNavigated", ({ frame: { id, url, loaderId } }) => void (id === targetId && committed(url, loaderId)));
    session.on("Page.navigatedWithinDocument", ({ frameId, url }) => void (frameId === targetId && committed(url)));
  }

  async #navigated({ kind, url, at }: AskedNavigation, history: Promise<PageHistory> | undefined): Promise<void> {
    const { happened, number: page } = this.#parts;
    if (kind === "navigate") happened({ kind, url, page, at });
    else if (kind === "reload") happened({ kind, page, at });
    else if (history !== undefined) happened({ kind: directionTo(url, await history), page, at });
  }

  #later(work: Promise<void>): void {
    // The page may be gone.
    const settled = work.catch(() => {});
    this.#pending.add(settled);
    void settled.then(() => this.#pending.delete(settled));
  }
}
