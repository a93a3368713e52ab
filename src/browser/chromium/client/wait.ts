/** Polling interval, for changes that no mutation reports: style sheets, animations, shadow roots. */
const LOOK_AGAIN_MS = 100;
/** After a check that takes longer, no check follows for `RESTS` times its duration. */
const LONG_LOOK_MS = 5;
const RESTS = 2;
/** Longest wait for a frame: none comes while nothing is drawn. */
const FRAME_MS = 100;

export interface Deadline {
  /** Milliseconds left. */
  readonly left: () => number;
}

export function deadline(limitMs: number): Deadline {
  const endsAt = performance.now() + limitMs;
  return { left: () => endsAt - performance.now() };
}

/** Checks at once, after every mutation and periodically until `look` returns `true`; resolves with `false` on timeout. */
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
      // A large page that changes constantly must keep most of its main thread's time.
      if (endedAt - startedAt > LONG_LOOK_MS) restsUntil = endedAt + RESTS * (endedAt - startedAt);
    };
    const observer = new MutationObserver(lookAgain);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const interval = setInterval(lookAgain, LOOK_AGAIN_MS);
    const timeout = setTimeout(() => end(false), Math.max(0, left()));
  });
}

/** Resolves at the next mutation or the next periodic check. */
export function change(wait: Deadline): Promise<boolean> {
  let first = true;
  return until(() => {
    const seen = !first;
    first = false;
    return seen;
  }, wait);
}

/** Resolves at the next frame to `true`, or to `false` when none has come by then. */
export function nextFrame(limitMs = FRAME_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const frame = requestAnimationFrame(() => {
      clearTimeout(timeout);
      resolve(true);
    });
    const timeout = setTimeout(() => {
      cancelAnimationFrame(frame);
      resolve(false);
    }, limitMs);
  });
}
