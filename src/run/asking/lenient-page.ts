import { PageOperationError, type PagePort } from "../../scenario/page-port.js";

/** A page whose operations do nothing where they need a browser; `onNeeded` is called for each of them. */
export function lenientPage(page: PagePort, onNeeded: () => void): PagePort {
  return lenient(page, onNeeded) as PagePort;
}

function lenient(target: object, onNeeded: () => void): object {
  return new Proxy(target, {
    get: (of, name) => {
      const member: unknown = Reflect.get(of, name, of);
      if (typeof member === "function") return (...given: unknown[]) => passed(() => member.apply(of, given), onNeeded);
      return typeof member === "object" && member !== null ? lenient(member, onNeeded) : member;
    },
  });
}

function passed(call: () => unknown, onNeeded: () => void): unknown {
  const forgive = (error: unknown): undefined => {
    if (!(error instanceof PageOperationError && error.needsBrowser)) throw error;
    onNeeded();
    return undefined;
  };
  try {
    const result = call();
    return result instanceof Promise ? result.catch(forgive) : result;
  } catch (error) {
    return forgive(error);
  }
}
