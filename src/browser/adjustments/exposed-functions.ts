import { messageOf } from "../../base/errors.js";
import type { ExposedFunction } from "../../scenario/ports/adjustments.js";
import type { CdpSession } from "../cdp-session.js";

/** A call from a page. */
interface Call {
  readonly id: number;
  readonly args: readonly unknown[];
}

/** Functions of the program in a page's documents. */
export class ExposedFunctions {
  readonly #cdp: CdpSession;
  readonly #byBinding = new Map<string, ExposedFunction>();
  #isListening = false;
  #count = 0;

  constructor(cdp: CdpSession) {
    this.#cdp = cdp;
  }

  /** Adds a function to the present document and all to come. Resolves to what removes it. */
  async add(exposed: ExposedFunction): Promise<() => Promise<void>> {
    this.#listen();
    this.#count += 1;
    const binding = `__liveLoadCall${this.#count}`;
    this.#byBinding.set(binding, exposed);
    const source = `(${IN_PAGE})(${JSON.stringify(binding)}, ${JSON.stringify(exposed.name)})`;
    await this.#cdp.send("Runtime.addBinding", { name: binding });
    const { identifier } = await this.#cdp.send("Page.addScriptToEvaluateOnNewDocument", { source });
    await this.#cdp.send("Runtime.evaluate", { expression: source });
    return async () => {
      this.#byBinding.delete(binding);
      await this.#cdp.send("Page.removeScriptToEvaluateOnNewDocument", { identifier });
      await this.#cdp.send("Runtime.removeBinding", { name: binding });
    };
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#cdp.on("Runtime.bindingCalled", ({ name, payload, executionContextId }) => {
      const exposed = this.#byBinding.get(name);
      if (exposed !== undefined) void this.#answer(exposed, { name, payload, contextId: executionContextId });
    });
  }

  async #answer(
    exposed: ExposedFunction,
    { name, payload, contextId }: { readonly name: string; readonly payload: string; readonly contextId: number },
  ): Promise<void> {
    const call = callIn(payload);
    if (call === undefined) return;
    const answer = await answerTo(call, exposed);
    const expression = `globalThis[Symbol.for(${JSON.stringify(name)})](${answer})`;
    // The document may be gone.
    await this.#cdp.send("Runtime.evaluate", { expression, contextId }).catch(() => {});
  }
}

/** Absent if the page itself has used the binding. */
function callIn(payload: string): Call | undefined {
  try {
    const call = JSON.parse(payload) as Partial<Call> | null;
    return Array.isArray(call?.args) && typeof call.id === "number" ? (call as Call) : undefined;
  } catch {
    return undefined;
  }
}

/** What the function returns, as JSON: the error if it throws, or returns what JSON cannot carry. */
async function answerTo({ id, args }: Call, { call }: ExposedFunction): Promise<string> {
  try {
    return JSON.stringify({ id, value: await call(args) });
  } catch (error) {
    return JSON.stringify({ id, error: messageOf(error) });
  }
}

/** Makes the function in a document: it sends its arguments, and waits for the answer. */
const IN_PAGE = `(binding, name) => {
  const send = globalThis[binding];
  const answer = Symbol.for(binding);
  if (globalThis[answer] !== undefined) return;
  const waiting = new Map();
  let count = 0;
  globalThis[answer] = ({ id, value, error }) => {
    const { done, failed } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) done(value);
    else failed(new Error(error));
  };
  globalThis[name] = (...args) => new Promise((done, failed) => {
    count += 1;
    waiting.set(count, { done, failed });
    send(JSON.stringify({ id: count, args }));
  });
}`;
