import type { Protocol } from "devtools-protocol";
import { ENTER_FRAME } from "../../base/enter-frame.js";
import { BY_FRAME_ID, isLocator, readableSelector } from "../../base/frame-selector.js";
import { PageOperationError } from "../../scenario/page-port.js";
import { evaluatedValue, isDocumentGone } from "../page-evaluation.js";
import type { Bounds } from "../page-operations.js";
import { strictViolation } from "../strict-violation.js";
import { commandOptions } from "./bounded-commands.js";
import type { FrameTree } from "./frames/frame-tree.js";
import { NamedFrames } from "./frames/named-frames.js";
import {
  type Answer,
  type Box,
  type DocumentCalls,
  type EnteringAnswer,
  type HelperCalls,
  isBox,
  isPointerTarget,
  STRICT,
} from "./helper-wire.js";
import { drawnPoint } from "./input/turned-point.js";
import type { PageDocuments } from "./navigation/page-documents.js";
import type { DocumentWorld } from "./page-worlds.js";
import type { CommandOptions, ProtocolSession } from "./protocol/protocol-session.js";

type Name = Exclude<keyof HelperCalls, "frame" | "fileInput" | "held" | "place" | "reach">;
type RequestOf<N extends Name> = Parameters<HelperCalls[N]>[0];
type ValueOf<N extends Name> = Extract<Awaited<ReturnType<HelperCalls[N]>>, { readonly kind: "done" }>["value"];
/** A request without its time limit, which the operation sets. */
type Asked<N extends Name> = Omit<NonNullable<RequestOf<N>>, "limitMs"> & { readonly selector?: string };

/** A value, and the document that gave it. */
export interface Found<T> {
  readonly value: T;
  readonly world: DocumentWorld;
}

/** The browser's reference to an element. */
export interface ElementReference {
  readonly session: ProtocolSession;
  readonly objectId: string;
  /** Ends commands when the document is gone. */
  readonly options: CommandOptions;
}

/** Scripted user actions: they count as user gestures, so the page may do what requires one. */
const DONE_BY_USERS: ReadonlySet<Name> = new Set<Name>(["fill", "select", "focus", "submit"]);

/** Calls the helper in the page. It does the waiting there, so a call takes one message each way. */
export class PageHelper {
  readonly #documents: PageDocuments;
  readonly #namedFrames: NamedFrames;

  constructor(documents: PageDocuments, frames: FrameTree) {
    this.#documents = documents;
    this.#namedFrames = new NamedFrames(documents, frames);
  }

  /** Asks again in the next document if this one goes away during the call. */
  async ask<N extends Name>(name: N, bounds: Bounds, request: Asked<N>): Promise<ValueOf<N>> {
    return (await this.find(name, bounds, request)).value;
  }

  async find<N extends Name>(name: N, bounds: Bounds, request: Asked<N>): Promise<Found<ValueOf<N>>> {
    const { selector } = request;
    const sent = bounds.strict && selector !== undefined ? { ...request, selector: strictly(selector) } : request;
    for (;;) {
      if (selector?.includes(BY_FRAME_ID) === true) await this.#namedFrames.prepare(selector, bounds);
      const found = await this.#findIn(await this.#documents.world(bounds.over), name, bounds, sent);
      if (found === undefined) continue;
      return { value: taken(found.answer, selector ?? "", bounds), world: found.world };
    }
  }

  /** Asks this document only; `undefined` when it is gone. */
  async askThere<N extends keyof DocumentCalls>(name: N, bounds: Bounds, world: DocumentWorld): Promise<ValueOf<N> | undefined> {
    const answer = await this.#call<Answer<ValueOf<N>>>(world, bounds, `${name}()`);
    return answer === undefined ? undefined : taken(answer, "", bounds);
  }

  /** Has a file input used once it takes such files: in the next document if this one goes away meanwhile. */
  async useFileInput(bounds: Bounds, request: Asked<"files">, use: (input: ElementReference) => Promise<unknown>): Promise<void> {
    for (;;) {
      const { world } = await this.find("files", bounds, request);
      const used = await this.#byReference(world, bounds, "fileInput", async (input) => {
        await use(input);
        return true;
      });
      if (used === true) return;
    }
  }

  /** Calls `use` with the elements' references, one or all of them: in the next document if this one goes away meanwhile. */
  async useElements<T>(
    bounds: Bounds,
    request: Asked<"hold">,
    use: (elements: readonly ElementReference[]) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const { value: count, world } = await this.find("hold", bounds, request);
      const used = await this.#withHeld(world, bounds, { count, use, elements: [] });
      if (used !== undefined) return used.value;
    }
  }

  /** Collects the references of the held elements one inside the other, so that each is released; `undefined` if one is gone. */
  async #withHeld<T>(
    world: DocumentWorld,
    bounds: Bounds,
    given: {
      readonly count: number;
      readonly elements: readonly ElementReference[];
      readonly use: (elements: readonly ElementReference[]) => Promise<T>;
    },
  ): Promise<{ readonly value: T } | undefined> {
    const { count, elements, use } = given;
    if (elements.length === count) return this.#inDocument(world, bounds, async () => ({ value: await use(elements) }));
    const name = `held(${elements.length})` as const;
    return this.#byReference(world, bounds, name, (element) =>
      this.#withHeld(world, bounds, { ...given, elements: [...elements, element] }),
    );
  }

  /** Asks this document and, if the selector enters cross-site frames, theirs; `undefined` when one is gone. */
  async #findIn<N extends Name>(
    world: DocumentWorld,
    name: N,
    bounds: Bounds,
    request: Asked<N>,
  ): Promise<{ readonly answer: Answer<ValueOf<N>>; readonly world: DocumentWorld } | undefined> {
    const call = `${name}(${timed(request, bounds)})`;
    const answer = await this.#call<EnteringAnswer<ValueOf<N>>>(world, bounds, call, { asUser: DONE_BY_USERS.has(name) });
    if (answer?.kind !== "elsewhere") return this.#placed(world, bounds, { answer, world });
    const frame = await this.#enteredFrom(world, bounds);
    const found = frame && (await this.#findIn(frame, name, bounds, { ...request, selector: answer.selector }));
    if (found?.answer.kind !== "done") return found;
    if (isBox(found.answer.value)) return this.#boxIn(world, bounds, found.answer.value);
    if (!isPointerTarget(found.answer.value)) return found;
    const place = `place(${timed({ target: found.answer.value }, bounds)})`;
    const answered = await this.#call<EnteringAnswer<ValueOf<N>>>(world, bounds, place);
    return this.#placed(world, bounds, { answer: answered, world: found.world });
  }

  /** Translates a box of a cross-site frame to this process's viewport. */
  async #boxIn<T>(
    world: DocumentWorld,
    bounds: Bounds,
    [x, y, width, height]: NonNullable<Box>,
  ): Promise<{ readonly answer: Answer<T>; readonly world: DocumentWorld } | undefined> {
    const frame = await this.#ofFrame(world, bounds, "DOM.getBoxModel");
    if (frame === undefined) return undefined;
    const [left = 0, top = 0] = frame.model.content;
    return { answer: { kind: "done", value: [left + x, top + y, width, height] as T }, world };
  }

  /** Completes an answer for this document: if the element is in a turned frame, the browser tells where the point is drawn. */
  async #placed<T>(
    world: DocumentWorld,
    bounds: Bounds,
    { answer, world: where }: { readonly answer: EnteringAnswer<T> | undefined; readonly world: DocumentWorld },
  ): Promise<{ readonly answer: Answer<T>; readonly world: DocumentWorld } | undefined> {
    if (answer === undefined || answer.kind === "elsewhere") return undefined;
    if (answer.kind !== "turned") return { answer, world: where };
    for (;;) {
      const box = await this.#ofFrame(world, bounds, "DOM.getBoxModel");
      if (box === undefined) return undefined;
      const target = { ...answer.target, ...drawnPoint(box.model.content, answer.size, answer.target) };
      const reach = await this.#call<Answer<boolean>>(world, bounds, `reach(${timed({ target }, bounds)})`);
      if (reach === undefined) return undefined;
      if (reach.kind !== "done") return { answer: reach, world: where };
      if (reach.value) return { answer: { kind: "done", value: target as T }, world: where };
    }
  }

  /** The document in the cross-site frame that this one encountered last; `undefined` when the frame is gone. */
  async #enteredFrom(world: DocumentWorld, bounds: Bounds): Promise<DocumentWorld | undefined> {
    const frameId = (await this.#ofFrame(world, bounds, "DOM.describeNode"))?.node.frameId;
    return frameId === undefined ? undefined : this.#documents.world(bounds.over, frameId);
  }

  /** Asks the browser about the frame that the document encountered last; `undefined` if it is gone. */
  async #ofFrame<M extends "DOM.describeNode" | "DOM.getBoxModel">(world: DocumentWorld, bounds: Bounds, method: M) {
    return this.#byReference(world, bounds, "frame", ({ session, objectId, options }) =>
      session.request(options, method, { objectId }),
    );
  }

  /** Calls `use` with an element that the helper holds; `undefined` if it is gone. */
  async #byReference<T>(
    world: DocumentWorld,
    bounds: Bounds,
    name: "frame" | "fileInput" | `held(${number})`,
    use: (element: ElementReference) => Promise<T>,
  ): Promise<T | undefined> {
    const { session, left } = world;
    const element = await this.#evaluate(world, bounds, { expression: `liveload.${name}${name.endsWith(")") ? "" : "()"}` });
    const objectId = element?.result.objectId;
    if (objectId === undefined) return undefined;
    const options = { ...commandOptions(bounds), signals: [left, bounds.over] };
    const used = await this.#inDocument(world, bounds, () => use({ session, objectId, options }));
    session.send("Runtime.releaseObject", { objectId }).catch(() => {});
    return used;
  }

  async #call<A>(world: DocumentWorld, bounds: Bounds, call: string, { asUser = false } = {}): Promise<A | undefined> {
    const parameters = { expression: `liveload.${call}`, awaitPromise: true, returnByValue: true, userGesture: asUser };
    const reply = await this.#evaluate(world, bounds, parameters);
    return reply && (evaluatedValue(reply) as A);
  }

  #evaluate(
    world: DocumentWorld,
    bounds: Bounds,
    parameters: Protocol.Runtime.EvaluateRequest,
  ): Promise<Protocol.Runtime.EvaluateResponse | undefined> {
    const { session, uniqueId, left } = world;
    const options = { ...commandOptions(bounds), signals: [left, bounds.over] };
    return this.#inDocument(world, bounds, () =>
      session.request(options, "Runtime.evaluate", { ...parameters, uniqueContextId: uniqueId, silent: true }),
    );
  }

  /** `undefined` when the document is gone. */
  async #inDocument<T>(world: DocumentWorld, bounds: Bounds, act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (bounds.over.aborted || !(world.left.aborted || isDocumentGone(error))) throw error;
      this.#documents.worlds.forget(world);
      return undefined;
    }
  }
}

function strictly(selector: string): string {
  const parts = selector.split(ENTER_FRAME);
  return parts.map((part) => STRICT + part).join(ENTER_FRAME);
}

function timed(request: object, bounds: Bounds): string {
  return JSON.stringify({ ...request, limitMs: Math.ceil(bounds.left()) });
}

function taken<T>(answer: Answer<T>, selector: string, { timeoutMs }: Bounds): T {
  switch (answer.kind) {
    case "done":
      return answer.value;
    case "invalid":
      throw new PageOperationError("invalid", readableMessage(answer.message, selector));
    case "ambiguous":
      throw strictViolation({ ...answer, selector: asLocator(answer.selector) });
    case "late":
      throw new PageOperationError(
        "timeout",
        `waited ${Math.round(timeoutMs)} ms for ${`${readableSelector(selector)} ${answer.lacking}`.trim()}`,
      );
  }
}

/** A selector as Playwright's messages show it. */
function asLocator(selector: string): string {
  const shown = readableSelector(selector);
  return isLocator(selector) ? shown : `locator('${shown.replaceAll("'", "\\'")}')`;
}

/** Replaces selectors in wire format: the page quotes the whole selector, or the part that applies inside a frame. */
function readableMessage(message: string, selector: string): string {
  const parts = selector.split(ENTER_FRAME);
  const named = parts.map((_, at) => parts.slice(at).join(ENTER_FRAME));
  const plain = message.replaceAll(STRICT, "");
  return named.reduce((shown, one) => (one === "" ? shown : shown.replaceAll(one, () => readableSelector(one))), plain);
}
