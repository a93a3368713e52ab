import { systemClock } from "../../../../base/clock.js";
import type { DomElement } from "../dom.js";
import { applySticky, stickyResult } from "../patch/sticky-effects.js";
import type { Effect } from "./effect.js";
import { type TransitionClasses, transitionClasses } from "./transition-classes.js";

const DEFAULT_MS = 200;

export interface ClassChange {
  readonly adds: readonly string[];
  readonly removes: readonly string[];
}

/** Adds and removes classes, at the end of the command's transition if it has one. They stay after patches. */
export function changeClasses(effect: Effect, change: ClassChange): void {
  const classes = transitionClasses(effect.args.transition);
  if (classes.run.length > 0) {
    runTransition(effect, { classes, change });
    return;
  }
  const { page } = effect.context;
  page.transitions.nextFrame(() => {
    stickClasses(effect.element, change);
    page.host.changed();
  });
}

export function toggleClasses(effect: Effect, names: readonly string[]): void {
  effect.context.page.transitions.nextFrame(() => {
    const { element } = effect;
    const before = stuck(element);
    const adds = names.filter((name) => !before.adds.includes(name) && !element.classList.contains(name));
    const removes = names.filter((name) => !before.removes.includes(name) && element.classList.contains(name));
    changeClasses(effect, { adds, removes });
  });
}

interface TransitionRun {
  readonly classes: TransitionClasses;
  readonly change?: ClassChange;
  readonly atStart?: () => void;
  readonly atEnd?: () => void;
}

/** Patches wait for it, unless the command says that it does not block. */
export function runTransition(effect: Effect, { classes, change, atStart, atEnd }: TransitionRun): void {
  const { args, element, context } = effect;
  const { page } = context;
  const ms = typeof args.time === "number" ? args.time : DEFAULT_MS;
  const start = () => {
    page.transitions.nextFrame(() => {
      atStart?.();
      stickClasses(element, { adds: [...classes.run, ...classes.end], removes: classes.start });
      page.host.changed();
    });
  };
  const end = () => {
    const ended = [...classes.run, ...(change ? classes.start : classes.end)];
    const adds = change ? [...change.adds, ...classes.end] : [];
    stickClasses(element, { adds, removes: [...(change?.removes ?? []), ...ended] });
    atEnd?.();
    page.host.changed();
  };
  if (args.blocking === false) {
    start();
    systemClock.setTimer(end, ms, { background: true });
  } else page.transitions.run(ms, { start, end });
}

function stuck(element: DomElement): ClassChange {
  return (stickyResult(element, "classes") ?? { adds: [], removes: [] }) as ClassChange;
}

function stickClasses(element: DomElement, { adds, removes }: ClassChange): void {
  const before = stuck(element);
  const keptAdds = adds.filter((name) => !before.adds.includes(name) && !element.classList.contains(name));
  const keptRemoves = removes.filter((name) => !before.removes.includes(name) && element.classList.contains(name));
  const change: ClassChange = {
    adds: [...before.adds.filter((name) => !removes.includes(name)), ...keptAdds],
    removes: [...before.removes.filter((name) => !adds.includes(name)), ...keptRemoves],
  };
  applySticky(element, "classes", (target) => {
    for (const name of change.removes) target.classList.remove(name);
    for (const name of change.adds) target.classList.add(name);
    return change;
  });
}
