/** The platform functions that the agent needs, taken before the page can replace them. */
export const nativeTimer = self.setTimeout.bind(self);
// Not a timer: a page would see the gaps in the numbers of its own ones.
const postTask = scheduler.postTask.bind(scheduler);
const { captureStackTrace } = Error as unknown as {
  readonly captureStackTrace: (error: unknown, above: unknown) => void;
};
// oxlint-disable-next-line typescript/unbound-method -- it is called on its target
const nativeListen = EventTarget.prototype.addEventListener;

/** Milliseconds since the document's start. */
export const now = performance.now.bind(performance);

// oxlint-disable-next-line typescript/unbound-method -- it is called on its event
const nativeStamp = Object.getOwnPropertyDescriptor(Event.prototype, "timeStamp")?.get as () => number;

/** The time stamp of an event; scenarios replace the clocks of their pages. */
export const stampOf = (event: Event): number => nativeStamp.call(event);

const nativeFrame = self.requestAnimationFrame.bind(self);
/** Hidden pages have no frames. */
const NO_FRAME_MS = 500;

export const pagePath = (): string => location.pathname;

/** Wraps `action` so that it never throws: errors of the agent must not reach the page's error handlers. */
export function quietly<Args extends readonly unknown[]>(action: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      action(...args);
    } catch {
      // Losing a measurement must not affect the page.
    }
  };
}

/** Calls `action` after a delay, without a timer of the page. */
export function setTimer(action: () => void, delay?: number): void {
  void postTask(quietly(action), delay === undefined ? {} : { delay });
}

/** Calls `action` at the next frame, or soon if there is none. */
export function afterFrame(action: () => void): void {
  let isCalled = false;
  const once = quietly(() => {
    if (isCalled) return;
    isCalled = true;
    action();
  });
  nativeFrame(once);
  setTimer(once, NO_FRAME_MS);
}

/** Listens before the page does: it is added first, and in the capture phase. */
export function listen<E extends Event>(target: EventTarget, type: string, listener: (event: E) => void): void {
  const quiet = quietly(listener) as EventListener;
  const begin = () => nativeListen.call(target, type, quiet, true);
  begin();
  if (target === window || target === document) documentListeners.push(begin);
}

const documentListeners: (() => void)[] = [];

/** `document.open` removes all listeners of the document and its window; adding one that is still there has no effect. */
export function listenAgain(): void {
  for (const begin of documentListeners) begin();
}

type Method = (...args: unknown[]) => unknown;

/** The browser's own methods behind the replaced ones. */
const originals = new WeakMap<object, object>();

/** Replaces a method by a Proxy of it that keeps its attributes, and the stacks of the errors that it throws. */
function replace<Owner extends object>(
  owner: Owner,
  name: string & keyof Owner,
  call: (method: Method, self: Owner, args: readonly unknown[]) => unknown,
): void {
  const method = owner[name] as Method;
  const apply = (target: Method, self: Owner, args: readonly unknown[]): unknown => {
    try {
      return call(target, self, args);
    } catch (error) {
      // Objects may be converted by code of the page, whose errors have their own stacks.
      if (!args.some((value) => Object(value) === value)) captureStackTrace(error, apply);
      throw error;
    }
  };
  const value = new Proxy(method, { apply });
  originals.set(value, method);
  Object.defineProperty(owner, name, { ...Object.getOwnPropertyDescriptor(owner, name), value });
}

/**
 * Replaces a method. `before` runs ahead of the call; the function that it may return is called when the browser's own method has
 * returned without an error.
 */
export function intercept<Owner extends object>(
  owner: Owner,
  name: string & keyof Owner,
  before: (self: Owner, args: readonly unknown[]) => (() => void) | undefined,
): void {
  replace(owner, name, (method, self, args) => {
    let after: (() => void) | undefined;
    quietly(() => {
      after = before(self, args);
    })();
    const result = Reflect.apply(method, self, args);
    if (after !== undefined) quietly(after)();
    return result;
  });
}

/** Has replaced methods show the text of the browser's own ones. */
export function hideReplaced(): void {
  replace(Function.prototype, "toString", (method, self, args) => Reflect.apply(method, originals.get(self) ?? self, args));
}

const { port1, port2 } = new MessageChannel();
const post = port2.postMessage.bind(port2);
const tasks: (() => void)[] = [];
port1.onmessage = quietly(() => tasks.shift()?.());

/** Calls `task` as soon as the present task is done, including other listeners of the same event. */
export function afterThisTask(task: () => void): void {
  tasks.push(task);
  post(0);
}
