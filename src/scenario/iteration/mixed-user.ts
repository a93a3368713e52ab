import type { IterationObserver, IterationPorts, IterationResult } from "./iteration-ports.js";

/** The name in the result of something in a part of a mix: `buy: click #pay`. */
export function nameInMix(part: string | undefined, name: string): string {
  return part === undefined ? name : `${part}: ${name}`;
}

/** Ports for an iteration of a part: every name that goes out is prefixed with the part's. */
export function portsOfPart(part: string, ports: IterationPorts): IterationPorts {
  const { throttle } = ports;
  return {
    ...ports,
    observer: observerOfPart(part, ports.observer),
    ...(throttle && { throttle: { acquire: (name, signal) => throttle.acquire(nameInMix(part, name), signal) } }),
  };
}

/** The result of an iteration of a part, with the part's name in its failure. */
export function asPart(part: string, result: IterationResult): IterationResult {
  const { failure } = result;
  if (failure === undefined) return result;
  const step = failure.step && { ...failure.step, label: nameInMix(part, failure.step.label) };
  return { ...result, failure: { ...failure, step, message: nameInMix(part, failure.message) } };
}

function observerOfPart(part: string, observer: IterationObserver): IterationObserver {
  const stepBegan = observer.stepBegan?.bind(observer);
  return {
    ...(stepBegan && { stepBegan }),
    stepEnded: (step) => observer.stepEnded({ ...step, label: nameInMix(part, step.label) }),
    groupEnded: (group) => observer.groupEnded({ ...group, name: nameInMix(part, group.name) }),
    checkEnded: (check) => observer.checkEnded({ ...check, name: nameInMix(part, check.name) }),
    metric: (name, kind, value) => observer.metric(name, kind, value),
    screenshot: (name, png) => observer.screenshot(name, png),
    lateStep: (operation) => observer.lateStep(operation),
  };
}
