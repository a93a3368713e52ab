import { onTestFinished } from "vitest";

/** Freezes processes; returns a function that resumes them. They also resume when the test is over. */
export function freeze(...pids: readonly number[]): () => void {
  const signal = (name: "SIGSTOP" | "SIGCONT") => {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // It has exited.
      }
    }
  };
  const goOn = () => signal("SIGCONT");
  onTestFinished(goOn);
  signal("SIGSTOP");
  return goOn;
}

/** Freezes processes for a time. Returns the span in which they certainly stood still, in milliseconds since 1970. */
export async function freezeFor(ms: number, ...pids: readonly number[]): Promise<readonly [fromMs: number, toMs: number]> {
  const goOn = freeze(...pids);
  const [fromMs, startedAt] = [Date.now(), performance.now()];
  while (performance.now() - startedAt < ms) await new Promise((done) => setTimeout(done, 20));
  const toMs = Date.now();
  goOn();
  return [fromMs, toMs];
}
