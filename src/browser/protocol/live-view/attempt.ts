/** Runs a task of the page's script. What it throws is reported, and goes no further: sockets and timers carry on. */
export function attempt(run: () => void, failed: (error: Error) => void): void {
  try {
    run();
  } catch (thrown) {
    failed(thrown instanceof Error ? thrown : new Error(String(thrown)));
  }
}
