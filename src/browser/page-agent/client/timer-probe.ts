import { now, quietly, setTimer } from "./natives.js";
import { timerDelay } from "./reporter.js";

const INTERVAL_MS = 1000;

type Task = Pick<PerformanceEntry, "startTime" | "duration">;

/** How late a timer of the page is, once a second while the page is seen, and how much of that the page's long tasks were. */
export function watchTimers(): void {
  let tasks: Task[] = [];
  const keep = quietly((list: { getEntries(): PerformanceEntryList }) => void tasks.push(...list.getEntries()));
  const observer = new PerformanceObserver(keep);
  observer.observe({ type: "longtask" });
  const watch = () => {
    const due = now() + INTERVAL_MS;
    const seen = isSeen();
    setTimer(() => {
      tasks.push(...observer.takeRecords());
      const fired = now();
      const late = Math.max(0, fired - due);
      // Browsers hold back the timers of pages that nobody sees.
      if (seen && isSeen()) timerDelay(late, Math.min(late, timeIn(tasks, due, fired)));
      tasks = [];
      watch();
    }, INTERVAL_MS);
  };
  watch();
}

function timeIn(tasks: readonly Task[], from: number, to: number): number {
  return tasks.reduce(
    (sum, { startTime, duration }) => sum + Math.max(0, Math.min(to, startTime + duration) - Math.max(from, startTime)),
    0,
  );
}

function isSeen(): boolean {
  return document.visibilityState === "visible";
}
