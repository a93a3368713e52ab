import { withoutOwnCode } from "../../../base/wording/user-place.js";

/** The error of a call that a user's page does not have. Its stack begins in the spec. */
export function notThere(call: string, why?: string): Error {
  const reason = why === undefined ? "" : ` (${why})`;
  return refusal(`${call} is not there for users of this engine${reason}; use --browser playwright`);
}

/** An error of the spec's call, whose stack begins in the spec. Matchers are called through many frames of Playwright's. */
export function refusal(message: string): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 30;
  const error = new Error(message);
  Error.stackTraceLimit = stackTraceLimit;
  error.stack = withoutOwnCode(error.stack ?? "");
  return error;
}

const refused = new WeakMap<object, Map<string, string>>();

/** The members of a class that are refused, and why; the reason may be empty. */
export function refusedIn(prototype: object): ReadonlyMap<string, string> {
  return refused.get(prototype) ?? new Map();
}

function note(prototype: object, name: string, why: string): void {
  const names = refused.get(prototype) ?? new Map();
  refused.set(prototype, names.set(name, why));
}

/** Gives a class methods that fail with the name of the call, and why it is not there. */
export function refuse(prototype: object, owner: string, calls: Readonly<Record<string, string>>): void {
  for (const [name, why] of Object.entries(calls)) {
    note(prototype, name, why);
    Object.defineProperty(prototype, name, {
      configurable: true,
      value: async () => Promise.reject(notThere(`${owner}.${name}()`, why === "" ? undefined : why)),
    });
  }
}

/** The same for methods that return at once. */
export function refuseNow(prototype: object, owner: string, calls: Readonly<Record<string, string>>): void {
  for (const [name, why] of Object.entries(calls)) {
    note(prototype, name, why);
    Object.defineProperty(prototype, name, {
      configurable: true,
      value: () => {
        throw notThere(`${owner}.${name}()`, why === "" ? undefined : why);
      },
    });
  }
}

/** The same for properties that are objects: whatever is called on them. */
export function refuseParts(prototype: object, owner: string, parts: Readonly<Record<string, string>>): void {
  for (const [name, why] of Object.entries(parts)) {
    note(prototype, name, why);
    const part = new Proxy(
      {},
      {
        get: (_, method) => () => Promise.reject(notThere(`${owner}.${name}.${String(method)}()`, why === "" ? undefined : why)),
      },
    );
    Object.defineProperty(prototype, name, { configurable: true, get: () => part });
  }
}
