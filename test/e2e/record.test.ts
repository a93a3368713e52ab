import type { ChildProcess } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LiveSite, startLiveSite } from "../fixtures/pages/live-site.js";
import { type ReactSite, startReactSite } from "../fixtures/pages/react-site.js";
import { startTarget, type Target } from "../target/target.js";
import { eventually, liveLoad, resultIn, temporaryFolder } from "./command.js";
import { expectCode } from "./expect-code.js";
import { drivenBrowser, noWindow, RecorderBar, virtualScreen } from "./recorded-window.js";

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
      .click("#shadow-button")
      .navigate("REACT/")
      .fill(getByRole("textbox", { name: "User" }), "Bo")
      .fill(getByRole("textbox", { name: "Password" }), config.password)
      .click(getByRole("button", { name: "Log in" }))
      .fill(getByRole("textbox", { name: "E-mail" }), "bo@example.com")
      .click(getByRole("listitem").filter({ hasText: "Mug" }).getByRole("button", { name: "Add" }))
      .setInputFiles(getByLabel("Photo"), photo)
      .click(getByTitle("Opinions").contentFrame().getByRole("button", { name: "Like" }));
    const popup2 = await context.waitForPopup((page) => page.click(getByRole("button", { name: "Help" })));
    await context.onPage(popup2, (page) => page.click(getByRole("button", { name: "Next" })));
    await context
      .click(getByRole("button", { name: "Empty" }))
      .navigate("LIVE/htmx")
      .fill("#search", "lamp")
      .navigate("LIVE/fetch")
      .fill("#search", "rug");
  },
});
`;

let [target, react, live]: [Target, ReactSite, LiveSite] = [] as never;
beforeAll(async () => {
  [target, react, live] = await Promise.all([startTarget(), startReactSite(), startLiveSite()]);
});
afterAll(() => Promise.all([target.close(), react.close(), live.close()]));

async function startRecording(path: string) {
  const folder = await temporaryFolder();
  const [display, browser] = await Promise.all([virtualScreen(), drivenBrowser(folder)]);
  const env = { DISPLAY: display, LIVELOAD_BROWSER_PATH: browser.program };
  const command = liveLoad(["record", `${target.url}${path}`, "--out", "own.scenario.ts"], { cwd: folder, env });
  await command.shown("Recording to own.scenario.ts");
  const page = await browser.firstPage();
  return { folder, command, page, file: join(folder, "own.scenario.ts") };
}

/** The lines joined as a formatter would join them; spaces within a line count. */
const onOneLine = (text: string) =>
  text
    .replace(/\s*\n\s*(?=\.)|(?<=\()\s*\n\s*/g, "")
    .replace(/,?\s*\n\s*(?=\))/g, "")
    .replace(/,?\s*\n\s*/g, (lines) => (lines.startsWith(",") ? ", " : " "))
    .replaceAll(", }", " }");

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
    await useReact(page, folder);
    await search(page, file);
    await bar.click("stop");
    const { code, stdout, stderr } = await command.ended;
    expect(code, stderr).toBe(0);
    const source = await readFile(file, "utf8");
    expect(stdout).toContain("It needs a value for --option: password.");
    expect(source).not.toContain("secret-1");
    // Nobody acts as fast as this test, so that now and then an answer is taken for that of the act before.
    expect(source.match(/\{ settle: true \}/g)?.length).toBeGreaterThanOrEqual(5);
    expect(source).toContain('.fill("#search", "lamp", { settle: true })');
    expect(source).toContain('.fill("#search", "rug", { settle: true })');
    const recorded = source.replaceAll(", { settle: true }", "").replace(/^ *\.think\(.*\n/gm, "");
    const expected = RECORDED.replaceAll("REACT", react.url).replaceAll("LIVE", live.url);
    // Where a busy machine caused a pause, what is left of the lines is broken otherwise.
    expect(onOneLine(recorded.slice(recorded.indexOf("run:")))).toBe(onOneLine(expected));
    for (const browser of ["chromium", "playwright"]) {
      const out = join(folder, browser);
      const args = ["--users", String(USERS), "--iterations", "1", "--duration", "3m", "--option", "password=secret-1"];
      const run = await liveLoad(["run", "own.scenario.ts", "--browser", browser, "--out", out, ...args], { cwd: folder }).ended;
      const result = resultIn(out);
      expectCode(run, result, 0);
      expect(result.iterations).toMatchObject({ succeeded: USERS, failed: 0 });
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
  await page.bringToFront();
}

async function upload(page: Page, folder: string): Promise<void> {
  await writeFile(join(folder, "photo.png"), "not really a picture");
  await page.goto(`${target.url}/upload`);
  await page.waitForSelector(LIVE);
  await choosePhoto(page, folder);
  await page.getByText("photo.png").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await eventually("the file to be kept", async () => (await page.locator("#kept li").count()) === 1);
}

/** Playwright sets files by events that are not a person's. */
async function choosePhoto(page: Page, folder: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const { result } = await cdp.send("Runtime.evaluate", { expression: "document.querySelector('input[type=file]')" });
  await cdp.send("DOM.setFileInputFiles", { files: [join(folder, "photo.png")], objectId: result.objectId ?? "" });
}

/** Its products have other ids and another order for each user. */
async function useReact(page: Page, folder: string): Promise<void> {
  await page.goto(`${react.url}/`);
  await page.getByLabel("User").click();
  await page.keyboard.type("Bo");
  await page.getByLabel("Password").click();
  await page.keyboard.type("secret-1");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("heading", { name: "Hello Bo" }).waitFor();
  await page.getByLabel("E-mail").pressSequentially("bo@");
  await page.getByText("This is no address.").waitFor();
  await page.keyboard.type("example.com");
  await page.getByText("This address is free.").waitFor();
  await page.getByRole("listitem").filter({ hasText: "Mug" }).getByRole("button").click();
  await page.getByText("In the basket: Mug").waitFor();
  await choosePhoto(page, folder);
  await page.getByText("Kept photo.png, 20 bytes").waitFor();
  await page.frameLocator("iframe").getByRole("button", { name: "Like" }).click();
  await page.frameLocator("iframe").getByText("Like 1").waitFor();
  const [popup] = await Promise.all([page.waitForEvent("popup"), page.getByRole("button", { name: "Help" }).click()]);
  await popup.getByRole("button", { name: "Next" }).click();
  await popup.getByText("Next 1").waitFor();
  await page.bringToFront();
  page.once("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "Empty" }).click();
  await page.getByText("In the basket: nothing").waitFor();
}

/** Both pages search once nothing was typed for a while. The second one is left while its figures are still held back. */
async function search(page: Page, file: string): Promise<void> {
  await page.goto(`${live.url}/htmx`);
  await page.locator("#search").pressSequentially("lamp");
  await eventually("the answer to be recorded", async () => (await readFile(file, "utf8")).includes('"lamp", { settle: true }'));
  await page.goto(`${live.url}/fetch`);
  await page.locator("#search").pressSequentially("rug");
  await page.getByText(/^search/).waitFor();
  await page.evaluate("(async () => { for (let frame = 0; frame < 10; frame++) await new Promise(requestAnimationFrame); })()");
}
