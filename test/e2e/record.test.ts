import type { ChildProcess } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTarget, type Target } from "../target/target.js";
import { eventually, liveLoad, resultIn, temporaryFolder } from "./command.js";
import { drivenBrowser, noWindow, RecorderBar, virtualScreen } from "./recorded-window.js";

/** Timing on a busy machine does not matter here, so 98 (a sick generator) is accepted. */
const HEALTHY_OR_SICK = [0, 98];
const USERS = 3;
const LIVE = "[data-phx-main].phx-connected";

/** The recorded steps without pauses, which depend on the machine. */
const RECORDED = `run: async (context, _userId, config) => {
    await context
      .navigate("/login")
      .fill("#name", "Ann")
      .fill("#password", config.password)
      .press("#password", "Enter")
      .navigate("/form")
      .waitForLiveView()
      .fill("#name", "Ann")
      .fill("#email", "ann@example.com")
      .selectOption("#plan", "team")
      .check("#terms")
      .click("#save")
      .waitForText("#saved", "Saved Ann <ann@example.com> on plan team, terms accepted")
      .navigate("/iframe")
      .click(inFrame("#frame", "#inside"))
      .navigate("/alert")
      .onDialog({ confirm: "accept" })
      .click("#confirm")
      .navigate("/windows");
    const popup = await context.waitForPopup((page) => page.click("#help"));
    await context.onPage(popup, (page) => page.click("#next"));
    await context
      .navigate("/upload")
      .waitForLiveView()
      .setInputFiles(getByLabel("Photos"), photo)
      .click("#save")
      .navigate("/products")
      .step("buy", (group) =>
        group
          .waitForLiveView()
          .click(getByRole("button", { name: "Add to basket" })),
      )
      .navigate("/shadow")
      .click("#shadow-button");
  },
});
`;

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

async function startRecording(path: string) {
  const folder = await temporaryFolder();
  const [display, browser] = await Promise.all([virtualScreen(), drivenBrowser(folder)]);
  const env = { DISPLAY: display, LIVELOAD_BROWSER_PATH: browser.program };
  const command = liveLoad(["record", `${target.url}${path}`, "--out", "own.scenario.ts"], { cwd: folder, env });
  await command.shown("Recording to own.scenario.ts");
  const page = await browser.firstPage();
  return { folder, command, page, file: join(folder, "own.scenario.ts") };
}

const withoutBreaks = (text: string) => text.replace(/\s+/g, "").replaceAll(",)", ")");

describe.skipIf(noWindow)(`a recording${noWindow === undefined ? "" : ` (${noWindow})`}`, { timeout: 240_000 }, () => {
  it("becomes a scenario that three users run with both connections", async () => {
    const { folder, command, page, file } = await startRecording("/login");
    const bar = new RecorderBar(page);
    await logIn(page);
    await signUp(page, bar);
    await useFrame(page);
    await confirmOnce(page);
    await readHelp(page);
    await upload(page, folder);
    await shop(page, bar);
    await page.goto(`${target.url}/shadow`);
    await page.locator("#shadow-button").click();
    await bar.click("stop");
    const { code, stdout, stderr } = await command.ended;
    expect(code, stderr).toBe(0);
    const source = await readFile(file, "utf8");
    expect(stdout).toContain("It needs a value for --option: password.");
    expect(source).not.toContain("secret-1");
    // Nobody acts as fast as this test, so that now and then an answer is taken for that of the act before.
    expect(source.match(/\{ settle: true \}/g)?.length).toBeGreaterThanOrEqual(5);
    const recorded = source.replaceAll(", { settle: true }", "").replace(/^ *\.think\(.*\n/gm, "");
    // Where a busy machine caused a pause, what is left of the lines is broken otherwise.
    expect(withoutBreaks(recorded.slice(recorded.indexOf("run:")))).toBe(withoutBreaks(RECORDED));
    for (const browser of ["chromium", "playwright"]) {
      const out = join(folder, browser);
      const args = ["--users", String(USERS), "--iterations", "1", "--duration", "3m", "--option", "password=secret-1"];
      const run = await liveLoad(["run", "own.scenario.ts", "--browser", browser, "--out", out, ...args], { cwd: folder }).ended;
      expect(HEALTHY_OR_SICK, run.stderr + run.stdout).toContain(run.code);
      expect(resultIn(out).iterations).toMatchObject({ succeeded: USERS, failed: 0 });
    }
  });

  it.each([
    ["the window is closed", async (page: Page) => page.close()],
    ["Ctrl-C is pressed", async (_: Page, child: ChildProcess) => void child.kill("SIGINT")],
  ])("is written when %s", async (_, end) => {
    const { command, page, file } = await startRecording("/counter");
    await page.waitForSelector(LIVE);
    await page.locator("#inc").click();
    await end(page, command.child);
    const { code, stdout, stderr } = await command.ended;
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("own.scenario.ts: 3 steps.");
    expect(await readFile(file, "utf8")).toContain('.click("#inc"');
  });
});

async function logIn(page: Page): Promise<void> {
  await page.getByLabel("Name").click();
  await page.keyboard.type("Ann");
  await page.getByLabel("Password").click();
  await page.keyboard.type("secret-1");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/account");
}

async function signUp(page: Page, bar: RecorderBar): Promise<void> {
  await page.goto(`${target.url}/form`);
  await page.waitForSelector(LIVE);
  await page.getByLabel("Name").pressSequentially("Ann");
  await page.getByLabel("E-mail").pressSequentially("ann@");
  await page.waitForSelector("#email-error");
  await page.getByLabel("E-mail").press("End");
  await page.keyboard.type("example.com");
  await page.waitForSelector("#email-error", { state: "detached" });
  await page.getByLabel("Plan").focus();
  await page.keyboard.press("ArrowDown");
  await page.getByLabel("I accept the terms").click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForSelector("#saved");
  await bar.click("expect");
  await page.locator("#saved").click();
}

async function useFrame(page: Page): Promise<void> {
  await page.goto(`${target.url}/iframe`);
  const frame = page.frameLocator("#frame");
  await frame.locator("#inside").click();
  await frame.getByText("1", { exact: true }).waitFor();
}

async function confirmOnce(page: Page): Promise<void> {
  await page.goto(`${target.url}/alert`);
  page.once("dialog", (dialog) => void dialog.accept());
  await page.locator("#confirm").click();
  await page.getByText("yes").waitFor();
}

/** The shop has another product on top for each user. */
async function shop(page: Page, bar: RecorderBar): Promise<void> {
  await page.goto(`${target.url}/products`);
  await page.waitForSelector(LIVE);
  await bar.click("name");
  await page.keyboard.type("buy");
  await bar.click("group");
  await page.getByRole("button", { name: "Add to basket" }).click();
  await page.getByText("1 × ").waitFor();
  await bar.click("group");
}

async function readHelp(page: Page): Promise<void> {
  await page.goto(`${target.url}/windows`);
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.locator("#help").click()]);
  await popup.locator("#next").click();
  await popup.getByText("Page 2 of the help").waitFor();
}

async function upload(page: Page, folder: string): Promise<void> {
  await writeFile(join(folder, "photo.png"), "not really a picture");
  await page.goto(`${target.url}/upload`);
  await page.waitForSelector(LIVE);
  // Playwright sets files by events that are not a person's.
  const cdp = await page.context().newCDPSession(page);
  const { result } = await cdp.send("Runtime.evaluate", { expression: "document.querySelector('input[type=file]')" });
  await cdp.send("DOM.setFileInputFiles", { files: [join(folder, "photo.png")], objectId: result.objectId ?? "" });
  await page.getByText("photo.png").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await eventually("the file to be kept", async () => (await page.locator("#kept li").count()) === 1);
}
