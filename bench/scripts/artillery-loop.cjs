/** The iteration for Artillery's Playwright engine: once for each virtual user, or until the file named by BENCH_STOP is there. */
const { appendFileSync, existsSync } = require("node:fs");

const WARM_ITERATIONS = 2;
const { BENCH_URL: url, BENCH_STOP: stop, BENCH_FELT: felt } = process.env;
const thinkMs = Number(process.env.BENCH_THINK_MS);

async function loop(page) {
  for (let iteration = 1; !existsSync(stop); iteration++) {
    const begunAt = performance.now();
    await once(page);
    if (thinkMs === 0) continue;
    if (iteration > WARM_ITERATIONS) appendFileSync(felt, `${Math.round(performance.now() - begunAt)}\n`);
    await new Promise((resolve) => setTimeout(resolve, thinkMs));
  }
}

async function once(page) {
  await page.goto(`${url}/counter`);
  await page.waitForSelector("[data-phx-main].phx-connected");
  await page.click("#inc");
  await page.waitForSelector('#count:text-is("1")');
}

module.exports = { loop, once };
