import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A site with one light page that counts requests for `/hit` and `/free`. */
export interface HitCounter {
  readonly url: string;
  /** Times of the requests for `/hit`, in milliseconds since 1970, with a fraction. */
  readonly hitsMs: number[];
  /** Maximum number of users between `/hit` and `/free` at once. */
  readonly mostAtOnce: number;
  /** Delays every answer for this long from now. */
  stall(ms: number): void;
  close(): Promise<void>;
}

const PAGE = `<!doctype html><title>hits</title><h1>hits</h1><script>window.hit = (path) => fetch(path).then((r) => r.text())</script>`;

/** Starts it on loopback. */
export async function startHitCounter(): Promise<HitCounter> {
  const hitsMs: number[] = [];
  let [atOnce, mostAtOnce, stalledUntilMs] = [0, 0, 0];
  const server = createServer((request, response) => {
    if (request.url === "/hit") {
      hitsMs.push(performance.timeOrigin + performance.now());
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
    }
    if (request.url === "/free") atOnce -= 1;
    const answer = () => response.setHeader("content-type", "text/html").end(request.url === "/" ? PAGE : "ok");
    setTimeout(answer, Math.max(0, stalledUntilMs - performance.now()));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hitsMs,
    get mostAtOnce() {
      return mostAtOnce;
    },
    stall: (ms) => {
      stalledUntilMs = performance.now() + ms;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
