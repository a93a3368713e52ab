/** What neither a mutation nor an event tells: style sheets, animations, shadow roots. */
const LOOK_AGAIN_MS = 100;
/** A look that takes longer is followed by a rest that is so many times as long; the look after it is due by time. */
const LONG_LOOK_MS = 5;
const RESTS = 2;
/** Frames that do not come, because nothing is drawn, are not waited for longer. */
const FRAME_MS = 100;

/** Until when something may be waited for. */
export interface Deadline {
  /** Milliseconds left. */
  readonly left: () => number;
}

export function deadline(limitMs: number): Deadline {
  const endsAt = performance.now() + limitMs;
  return { left: () => endsAt - performance.now() };
}

/** Looks now, after every change of the document, and now and then, until `look` says yes; `false` when time is over. */
export function until(look: () => boolean, { left }: Deadline): Promise<boolean> {
  if (look()) return Promise.resolve(true);
  return new Promise((resolve, reject) => {
    const end = (outcome: boolean | undefined, error?: unknown) => {
      observer.disconnect();
      clearInterval(interval);
      clearTimeout(timeout);
      if (outcome === undefined) reject(error);
      else resolve(outcome);
    };
    let restsUntil = 0;
    const lookAgain = () => {
      const startedAt = performance.now();
      if (startedAt < restsUntil) return;
      try {
        if (look()) end(true);
      } catch (error) {
        end(undefined, error);
      }
      const endedAt = performance.now();
      // A page that is large and changes all the time is to have most of its own time.
      if (endedAt - startedAt > LONG_LOOK_MS) restsUntil = endedAt + RESTS * (endedAt - startedAt);
    };
    const observer = new MutationObserver(lookAgain);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const interval = setInterval(lookAgain, LOOK_AGAIN_MS);
    const timeout = setTimeout(() => end(false), Math.max(0, left()));
  });
}

/** The next change of the document, or a little later. */
export function change(wait: Deadline): Promise<boolean> {
  let first = true;
  return until(() => {
    const seen = !first;
    first = false;
    return seen;
  }, wait);
}

export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const frame = requestAnimationFrame(() => {
      clearTimeout(timeout);
      resolve();
    });
    const timeout = setTimeout(() => {
      cancelAnimationFrame(frame);
      resolve();
    }, FRAME_MS);
  });
}
