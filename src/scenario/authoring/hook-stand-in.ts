/** The element of a hook, as the server has rendered it. */
export interface HookElement {
  readonly id: string;
  readonly textContent: string | null;
  /** `null` if the element does not have it. */
  getAttribute(name: string): string | null;
  /** The first element within that matches a CSS selector, or `null`. */
  querySelector(selector: string): HookElement | null;
}

/** Arguments of a stand-in, under the names of LiveView's own hooks. */
export interface HookAccess {
  readonly el: HookElement;
  /** Pushes an event to the hook's view. `onReply` gets what `{:reply, map, socket}` answers. */
  readonly pushEvent: (event: string, payload?: object, onReply?: (reply: unknown) => unknown) => void;
  /** Pushes an event to the component or view of each element that matches the CSS selector. */
  readonly pushEventTo: (target: string, event: string, payload?: object, onReply?: (reply: unknown) => unknown) => void;
  /** Calls back for each event of this name that the server pushes with `push_event`. */
  readonly handleEvent: (event: string, callback: (payload: unknown) => unknown) => void;
}

/**
 * Does what a client hook would do towards the server, for users without a browser. It is called when the hook's element is
 * mounted; a function that it returns or resolves to is called once the element has gone or the page is left, to end timers.
 */
export type HookStandIn = (hook: HookAccess) => unknown;

/** Stand-ins by the name of the hook, as in `phx-hook`. */
export type HookStandIns = Readonly<Record<string, HookStandIn>>;
