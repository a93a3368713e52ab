/** Shared code of this benchmark's scripts: users that loop until standard input ends. */

/** Unreported warm-up iterations of each user: code is compiled, caches are filled. */
const WARM_ITERATIONS = 2;

/** Default viewport of Playwright, Artillery and LiveLoad; the other drivers use it too, to draw as much. */
export const VIEWPORT = { width: 1280, height: 720 };

/** @type {{ url: string, users: number, thinkMs: number, executablePath: string, args: readonly string[] }} */
export const given = JSON.parse(process.argv[2]);
export const isEnding = () => ending;

let ending = false;
const wakers = new Set();

/**
 * Opens the users, staggered over the think time, and lets them loop. Prints `{"browser": VERSION}` first and
 * `{"feltMs": […]}` when standard input has ended: the duration of each iteration, if the users have think time.
 * @param {{ version: string, openUser: (user: number) => Promise<() => Promise<unknown>>, close: () => Promise<unknown> }} script
 *   `openUser` returns a function that does one iteration
 */
export async function letUsersLoop({ version, openUser, close }) {
  const feltMs = [];
  const end = async (code) => {
    if (ending) return;
    ending = true;
    for (const wake of wakers) wake();
    process.stdout.write(`${JSON.stringify({ feltMs })}\n`);
    await Promise.resolve(close()).catch(() => {});
    process.exit(code);
  };
  process.stdin.resume().once("close", () => void end(0));
  process.stdout.write(`${JSON.stringify({ browser: version })}\n`);
  const { users, thinkMs } = given;
  const user = async (_, index) => {
    await pause((thinkMs * index) / users);
    const iterate = await openUser(index + 1);
    for (let iteration = 1; !ending; iteration++) {
      const begunAt = performance.now();
      const itself = await iterate();
      if (thinkMs === 0) continue;
      if (iteration > WARM_ITERATIONS) feltMs.push(Math.round(itself ?? performance.now() - begunAt));
      await pause(thinkMs);
    }
  };
  try {
    await Promise.all(Array.from({ length: users }, user));
  } catch (error) {
    if (ending) return;
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    await end(1);
  }
}

/** Ends early when the script is stopped. */
function pause(ms) {
  if (ms <= 0 || ending) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      wakers.delete(wake);
      resolve(undefined);
    };
    const timer = setTimeout(wake, ms);
    wakers.add(wake);
  });
}
