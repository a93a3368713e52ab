import { PageOperationError } from "../../scenario/page-port.js";
import { evaluatedValue, isDocumentGone } from "../page-evaluation.js";
import type { Bounds } from "../page-operations.js";
import type { Answer, HelperCalls } from "./helper-wire.js";
import type { DocumentWorld, PageDocuments } from "./page-documents.js";
import type { ProtocolSession } from "./protocol-session.js";

type Name = keyof HelperCalls;
type RequestOf<N extends Name> = Parameters<HelperCalls[N]>[0];
type ValueOf<N extends Name> = Awaited<ReturnType<HelperCalls[N]>> extends Answer<infer Value> ? Value : never;
/** The time is the operation's. */
type Asked<N extends Name> = Omit<NonNullable<RequestOf<N>>, "limitMs">;

/** A value, and the document that gave it. */
export interface Found<T> {
  readonly value: T;
  readonly world: DocumentWorld;
}

/** Longer than the page may take itself, which says better what was missing. */
const GRACE_MS = 1000;

/** Asks the helper in the page, which waits there: one message each way. */
export class PageHelper {
  readonly #session: ProtocolSession;
  readonly #documents: PageDocuments;

  constructor(session: ProtocolSession, documents: PageDocuments) {
    this.#session = session;
    this.#documents = documents;
  }

  /** Asked again in the next document when this one goes away while it waits. */
  async ask<N extends Name>(name: N, bounds: Bounds, request: Asked<N> & { readonly selector?: string }): Promise<ValueOf<N>> {
    return (await this.find(name, bounds, request)).value;
  }

  async find<N extends Name>(
    name: N,
    bounds: Bounds,
    request: Asked<N> & { readonly selector?: string },
  ): Promise<Found<ValueOf<N>>> {
    for (;;) {
      const world = await this.#documents.world(bounds.over);
      const answer = await this.#call<ValueOf<N>>(
        world,
        bounds,
        `${name}(${JSON.stringify({ ...request, limitMs: Math.ceil(bounds.left()) })})`,
      );
      if (answer === undefined) continue;
      return { value: taken(answer, request.selector ?? "", bounds), world };
    }
  }

  /** Asked of this document only; `undefined` when it is gone. */
  async askThere<N extends Name>(name: N, bounds: Bounds, world: DocumentWorld): Promise<ValueOf<N> | undefined> {
    const answer = await this.#call<ValueOf<N>>(world, bounds, `${name}()`);
    return answer === undefined ? undefined : taken(answer, "", bounds);
  }

  async #call<T>(world: DocumentWorld, bounds: Bounds, call: string): Promise<Answer<T> | undefined> {
    const { uniqueId, left } = world;
    try {
      const reply = await this.#session.request(
        { signals: [left, bounds.over], timeoutMs: bounds.left() + GRACE_MS },
        "Runtime.evaluate",
        {
          expression: `liveload.${call}`,
          uniqueContextId: uniqueId,
          awaitPromise: true,
          returnByValue: true,
          silent: true,
        },
      );
      return evaluatedValue(reply) as Answer<T>;
    } catch (error) {
      if (bounds.over.aborted || !(left.aborted || isDocumentGone(error))) throw error;
      this.#documents.forget(world);
      return undefined;
    }
  }
}

function taken<T>(answer: Answer<T>, selector: string, { timeoutMs }: Bounds): T {
  switch (answer.kind) {
    case "done":
      return answer.value;
    case "invalid":
      throw new PageOperationError("invalid", answer.message);
    case "late":
      throw new PageOperationError("timeout", `waited ${Math.round(timeoutMs)} ms for ${`${selector} ${answer.lacking}`.trim()}`);
  }
}
