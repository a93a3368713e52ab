import type { Clock } from "../../base/clock.js";
import { debugLog } from "../../base/debug-log.js";
import { messageOf } from "../../base/errors.js";
import type { ClusterBackend } from "../backend.js";

const log = debugLog("cluster");
const CALLS: ReadonlySet<PropertyKey> = new Set<keyof ClusterBackend>([
  "preflight",
  "launch",
  "diagnose",
  "stop",
  "list",
  "leftovers",
  "destroyAll",
]);

/** The same backend; while the `cluster` area is on, its calls are written to the debug log. */
export function debuggedBackend(backend: ClusterBackend, clock: Clock): ClusterBackend {
  if (!log.isOn) return backend;
  return new Proxy(backend, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      const call = (...given: unknown[]): unknown => Reflect.apply(member, target, given);
      return CALLS.has(name) ? written(String(name), call, clock) : call;
    },
  });
}

function written(name: string, call: (...given: unknown[]) => unknown, clock: Clock) {
  return (...given: unknown[]): unknown => {
    const startedAtMs = clock.now();
    const took = () => `in ${Math.round(clock.now() - startedAtMs)} ms`;
    log.write(`backend ${name}: called`);
    const result = call(...given);
    if (!(result instanceof Promise)) return result;
    return result.then(
      (value: unknown) => {
        log.write(`backend ${name}: done ${took()}`);
        return value;
      },
      (error: unknown) => {
        log.write(`backend ${name}: failed ${took()}: ${messageOf(error)}`);
        throw error;
      },
    );
  };
}
