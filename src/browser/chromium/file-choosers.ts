import type { Protocol } from "devtools-protocol";
import { deferred } from "../../base/deadline.js";
import type { Bounds } from "../page-operations.js";
import { commandOptions } from "./bounded-commands.js";
import type { ElementReference } from "./page-helper.js";
import type { PageWorlds } from "./page-worlds.js";
import type { ProtocolSession } from "./protocol/protocol-session.js";

/** A file chooser that was opened. */
interface OpenedChooser {
  readonly input: (bounds: Bounds) => Promise<ElementReference>;
  readonly isMultiple: boolean;
}

interface ChooserWatch {
  /** Resolves when the first file chooser is opened. */
  readonly opened: Promise<OpenedChooser>;
  end(): void;
}

/** The file choosers of one page and its frames: while someone watches, the browser reports them in place of showing them. */
export class FileChoosers {
  readonly #session: ProtocolSession;
  readonly #worlds: PageWorlds;
  readonly #followed = new WeakSet<ProtocolSession>();
  readonly #watches = new Set<(opened: OpenedChooser) => void>();

  constructor(session: ProtocolSession, worlds: PageWorlds) {
    this.#session = session;
    this.#worlds = worlds;
  }

  watch(): ChooserWatch {
    const { promise, resolve } = deferred<OpenedChooser>();
    this.#watches.add(resolve);
    // Sent ahead of whatever opens a chooser.
    for (const session of this.#sessions()) this.#intercept(session, true);
    const forget = this.#worlds.onChange(() => {
      for (const session of this.#sessions()) if (!this.#followed.has(session)) this.#intercept(session, true);
    });
    const end = () => {
      forget();
      this.#watches.delete(resolve);
      if (this.#watches.size === 0) for (const session of this.#sessions()) this.#intercept(session, false);
    };
    return { opened: promise, end };
  }

  /** The sessions of the page and of its frames of other sites. */
  #sessions(): ReadonlySet<ProtocolSession> {
    const ofFrames = this.#worlds.all.map(({ session }) => session).filter(({ parent }) => parent === this.#session);
    return new Set([this.#session, ...ofFrames]);
  }

  #intercept(session: ProtocolSession, enabled: boolean): void {
    if (!this.#followed.has(session)) {
      this.#followed.add(session);
      session.on("Page.fileChooserOpened", (event) => this.#opened(session, event));
    }
    // A frame may go away meanwhile.
    session.send("Page.setInterceptFileChooserDialog", { enabled }).catch(() => {});
  }

  #opened(session: ProtocolSession, { backendNodeId, mode }: Protocol.Page.FileChooserOpenedEvent): void {
    if (backendNodeId === undefined) return;
    const input = async (bounds: Bounds): Promise<ElementReference> => {
      const options = commandOptions(bounds);
      const { object } = await session.request(options, "DOM.resolveNode", { backendNodeId });
      return { session, objectId: object.objectId ?? "", options };
    };
    for (const resolve of this.#watches) resolve({ input, isMultiple: mode === "selectMultiple" });
  }
}
