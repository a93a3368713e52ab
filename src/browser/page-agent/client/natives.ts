/** The platform functions that the agent needs, taken before the page can replace them. */
const nativeTimer = self.setTimeout.bind(self);
// oxlint-disable-next-line typescript/unbound-method -- it is called on its target
const nativeListen = EventTarget.prototype.addEventListener;

/** Milliseconds since the document's start. */
export const now = performance.now.bind(performance);

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

export function setTimer(action: () => void, delayMs: number): void {
  nativeTimer(quietly(action), delayMs);
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

/** Replaces the value of a property and keeps its attributes. */
export function replace(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { ...Object.getOwnPropertyDescriptor(owner, name), value });
}

/**
 * Replaces a method by a Proxy of it. `before` runs ahead of the call; the function that it may return is called when the
 * browser's own method has returned without an error.
 */
export function intercept<Owner extends object>(
  owner: Owner,
  name: string & keyof Owner,
  before: (self: Owner, args: readonly unknown[]) => (() => void) | undefined,
): void {
  const method = owner[name] as (...args: unknown[]) => unknown;
  const apply = (target: typeof method, self: Owner, args: unknown[]): unknown => {
    let after: (() => void) | undefined;
    quietly(() => {
      after = before(self, args);
    })();
    const result = Reflect.apply(target, self, args);
    if (after !== undefined) quietly(after)();
    return result;
  };
  replace(owner, name, new Proxy(method, { apply }));
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
