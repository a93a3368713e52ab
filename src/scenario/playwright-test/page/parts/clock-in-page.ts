/** The time of a page, as it was last set. Instants are milliseconds since 1970. */
export interface PageTime {
  /** The page's time, and the real one at which it was that. */
  readonly shownMs: number;
  readonly realMs: number;
  readonly isPaused: boolean;
  /** The fixed time that `Date` shows. */
  readonly fixedMs?: number | undefined;
  /** Timers follow the page's time, too. */
  readonly hasTimers: boolean;
}

/**
 * Gives a document its own time, or changes it. Its argument is {@link PageTime} with what happens on the way there: due timers
 * fire `each` time, `once`, or not at all.
 */
export const CLOCK_IN_PAGE = `(change) => {
  const key = Symbol.for("live-load clock");
  if (globalThis[key] !== undefined) return globalThis[key](change);
  const { Date: RealDate, setTimeout: later, clearTimeout: forget } = globalThis;
  let time = change;
  let timers = [];
  let count = 0;
  let ticking;
  let areTimersOurs = false;
  let isFiring = false;
  const now = () => (time.isPaused ? time.shownMs : time.shownMs + RealDate.now() - time.realMs);
  const shown = () => (time.fixedMs === undefined ? now() : time.fixedMs);
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(shown()).toString(),
    construct: (_, args, target) => Reflect.construct(RealDate, args.length === 0 ? [shown()] : args, target === Date ? RealDate : target),
    get: (target, name) => (name === "now" ? () => Math.floor(shown()) : Reflect.get(target, name)),
  });
  const next = () => timers.reduce((first, one) => (first === undefined || one.at < first.at ? one : first), undefined);
  const fire = (timer) => {
    if (timer.every === undefined) timers = timers.filter((one) => one !== timer);
    else timer.at = Math.max(timer.at, now()) + Math.max(1, timer.every);
    isFiring = true;
    try {
      timer.run(...timer.args);
    } catch (error) {
      later(() => { throw error; });
    } finally {
      isFiring = false;
    }
  };
  const tick = () => {
    forget(ticking);
    const first = next();
    if (first === undefined || time.isPaused) return;
    ticking = later(() => {
      for (const due of timers.filter(({ at }) => at <= now())) if (timers.includes(due)) fire(due);
      tick();
    }, Math.max(0, first.at - now()));
  };
  const add = (run, ms, args, every) => {
    count += 1;
    // A timer that sets the next one for at once would never let the time pass.
    timers.push({ id: count, at: now() + Math.max(isFiring ? 1 : 0, Number(ms) || 0), run: typeof run === "function" ? run : () => (0, eval)(run), args, every });
    tick();
    return count;
  };
  const remove = (id) => {
    timers = timers.filter((one) => one.id !== id);
  };
  const takeTimers = () => {
    areTimersOurs = true;
    const origin = shown();
    Object.assign(globalThis, {
      setTimeout: (run, ms, ...args) => add(run, ms, args),
      setInterval: (run, ms, ...args) => add(run, ms, args, Number(ms) || 0),
      clearTimeout: remove,
      clearInterval: remove,
      requestAnimationFrame: (run) => add(() => run(now() - origin), 16, []),
      cancelAnimationFrame: remove,
      requestIdleCallback: (run) => add(() => run({ didTimeout: false, timeRemaining: () => 0 }), 1, []),
      cancelIdleCallback: remove,
    });
    Object.defineProperty(performance, "now", { configurable: true, value: () => now() - origin });
  };
  const passTo = (end, firing) => {
    if (firing === "each")
      for (let first = next(); first !== undefined && first.at <= end; first = next()) {
        time = { ...time, shownMs: Math.max(now(), first.at), isPaused: true };
        fire(first);
      }
    time = { ...time, shownMs: end, isPaused: true };
    if (firing === "once") for (const due of timers.filter(({ at }) => at <= end)) if (timers.includes(due)) fire(due);
  };
  globalThis[key] = ({ firing, ...to }) => {
    if (to.hasTimers && !areTimersOurs) takeTimers();
    if (firing !== undefined) passTo(to.shownMs, firing);
    time = to;
    tick();
  };
  globalThis[key](change);
}`;
