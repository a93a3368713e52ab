import type { IterationObserver, IterationPorts, IterationResult } from "./iteration-ports.js";

/** What something of a part of a mix is called outside of it: `buy: click #pay`. */
export function nameInMix(part: string | undefined, name: string): string {
  return part === undefined ? name : `${part}: ${name}`;
}

/** The ports of an iteration of a part: what goes out has the part's name. */
export function portsOfPart(part: string, ports: IterationPorts): IterationPorts {
  const { throttle } = ports;
  return {
    ...ports,
    observer: observerOfPart(part, ports.observer),
    ...(throttle && { throttle: { acquire: (name, signal) => throttle.acquire(nameInMix(part, name), signal) } }),
  };
}

/** The result of an iteration of a part. */
export function asPart(part: string, result: IterationResult): IterationResult {
  const { failure } = result;
  if (failure === undefined) return result;
  const step = failure.step && { ...failure.step, label: nameInMix(part, failure.step.label) };
  return { ...result, failure: { ...failure, step, message: nameInMix(part, failure.message) } };
}

function observerOfPart(part: string, observer: IterationObserver): IterationObserver {
  return {
    stepEnded: (step) => observer.stepEnded({ ...step, label: nameInMix(part, step.label) }),
    groupEnded: (group) => observer.groupEnded({ ...group, name: nameInMix(part, group.name) }),
    checkEnded: (check) => observer.checkEnded({ ...check, name: nameInMix(part, check.name) }),
    metric: (name, kind, value) => observer.metric(name, kind, value),
    screenshot: (name, png) => observer.screenshot(name, png),
    lateStep: (operation) => observer.lateStep(operation),
  };
}
