import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../browser/recorder/recorded-events.js";
import type { PageAct } from "../../browser/recorder/recorder-wire.js";
import { scenarioSource } from "../draft/scenario-source.js";
import { countSteps } from "./count-steps.js";
import { recordedDraft } from "./recorded-draft.js";

const css = (selector: string) => [{ by: "css", selector }] as const;

interface ActTraits {
  readonly page?: number;
  readonly document?: number;
  readonly isLive?: boolean;
  readonly frames?: readonly ReturnType<typeof css>[];
  readonly paths?: readonly string[];
}

function act(at: number, given: PageAct, traits: ActTraits = {}): RecordedEvent {
  return { kind: "act", at, page: 0, document: 1, isLive: false, frames: [], act: given, ...traits };
}

function click(selector: string, over: Partial<Extract<PageAct, { type: "click" }>> = {}): PageAct {
  return { type: "click", locator: css(selector), button: "left", count: 1, modifiers: [], isOnField: false, ...over };
}

const fill = (selector: string, value: string): PageAct => ({ type: "fill", locator: css(selector), value });
const opened: RecordedEvent = { kind: "navigate", at: 0, page: 0, url: "http://shop.test/start" };

function draftOf(...events: readonly RecordedEvent[]) {
  return recordedDraft([opened, ...events], { name: "shop", url: new URL("http://shop.test/start"), folder: "/work" });
}

/** The lines of `run`, without the first navigation. */
function run(...events: readonly RecordedEvent[]): readonly string[] {
  const source = scenarioSource(draftOf(...events));
  const body = source.slice(source.indexOf("run:")).split("\n").slice(1);
  const lines = body.map((line) => line.trim().replace(/[,;]$/, ""));
  return lines.filter((line) => !/^(context|await context|(await context)?\.navigate\("\/start"\)|}\)?|)$/.test(line));
}

describe("a recording as a scenario", () => {
  it("has one fill for all keys, and no click that only led to it", () => {
    const typed = [click("#name", { isOnField: true }), fill("#name", "A"), fill("#name", "An")];
    expect(run(...typed.map((one, index) => act(10 + index, one)))).toEqual(['.fill("#name", "An")']);
    expect(run(act(10, click("#name", { isOnField: true })), act(11, click("#buy")))).toEqual([
      '.click("#name")',
      '.click("#buy")',
    ]);
  });

  it("turns pauses into ranges of think time, and the time at the bar into none", () => {
    const expectation: PageAct = { type: "expect-text", locator: css("#total"), text: "3" };
    expect(run(act(4000, click("#buy")), act(9000, expectation), act(9500, click("#pay")))).toEqual([
      '.think("2s", "6s")',
      '.click("#buy")',
      '.waitForText("#total", "3")',
      '.click("#pay")',
    ]);
    expect(run(act(600_000, click("#buy")))[0]).toBe('.think("15s", "45s")');
  });

  it("settles the inputs that were answered before the person went elsewhere", () => {
    const events: readonly RecordedEvent[] = [
      act(100, fill("#name", "A")),
      { kind: "interaction", page: 0, at: 100.4, endedAt: 120, isDocument: false },
      act(300, click("#buy")),
      act(700, click("#menu")),
      { kind: "interaction", page: 0, at: 230, endedAt: 350, isDocument: false },
      { kind: "interaction", page: 0, at: 700, endedAt: 900, isDocument: false },
      { kind: "navigate", page: 0, at: 800, url: "http://shop.test/cart?a=1#top" },
      { kind: "navigate", page: 0, at: 850, url: "http://other.test/" },
    ];
    expect(run(...events)).toEqual([
      '.fill("#name", "A", { settle: true })',
      '.click("#buy", { settle: true })',
      '.click("#menu")',
      '.navigate("/cart?a=1#top")',
      '.navigate("http://other.test/")',
    ]);
  });

  it("takes the last input for the cause of another document, whatever the clocks say", () => {
    const keys = [act(100, fill("#name", "A")), act(180, { type: "press", locator: css("#name"), key: "Enter" })];
    const document: RecordedEvent = { kind: "interaction", page: 0, at: 20, endedAt: 400, isDocument: true };
    expect(run(...keys, document, act(900, click("#next")))).toEqual([
      '.fill("#name", "A")',
      '.press("#name", "Enter", { settle: true })',
      '.click("#next")',
    ]);
  });

  it("waits for the LiveViews of each new document", () => {
    const live = { isLive: true };
    const events = [
      act(10, click("#a"), live),
      act(20, click("#b"), live),
      act(30, click("#c"), { isLive: true, document: 2 }),
      act(40, click("#d"), { document: 3 }),
    ];
    expect(run(...events)).toEqual([
      ".waitForLiveView()",
      '.click("#a")',
      '.click("#b")',
      ".waitForLiveView()",
      '.click("#c")',
      '.click("#d")',
    ]);
  });

  it("never has the text of a secret field, but an option", () => {
    const secret: PageAct = { type: "fill-secret", locator: css("#pw"), name: "user[new_password]" };
    const draft = draftOf(act(10, secret));
    expect(draft.options).toEqual([{ name: "newPassword", what: "the value of the field user[new_password]" }]);
    expect(scenarioSource(draft)).toContain('.fill("#pw", config.newPassword)');
  });

  it("keeps a secret that the page shows, and one that is expected", () => {
    const secret: PageAct = { type: "fill-secret", locator: css("#pw"), name: "password" };
    const shown = [act(10, secret), act(20, click("#show")), act(30, fill("#pw", "hunter2")), act(40, fill("#name", "Ann"))];
    const expected: PageAct = { type: "expect-value", locator: css("#pw"), value: "hunter2" };
    const lines = run(...shown, act(50, expected), act(60, { ...secret, type: "expect-secret" }));
    expect(lines.join()).not.toContain("hunter2");
    expect(lines).toEqual(
      expect.arrayContaining([
        '.fill("#pw", config.password)',
        '.fill("#name", "Ann")',
        '.waitForValue("#pw", config.password)',
        '.waitForValue("#pw", config.password)',
      ]),
    );
    expect(run(act(10, secret), act(20, fill("#pw", "hunter2")))).toContain('.fill("#pw", config.password)');
  });

  it("has neither name nor password of an address", () => {
    const url = new URL("http://bob:s3cret@shop.test/shop?a=1#b");
    const to: RecordedEvent = { kind: "navigate", at: 9, page: 0, url: "http://ann:s3cret@other.test/x" };
    const source = scenarioSource(recordedDraft([opened, to], { name: "shop", url, folder: "/work" }));
    expect(source).not.toMatch(/s3cret|bob|ann/);
    expect(source).toContain("live-load record http://shop.test/shop?a=1#b`");
    expect(source).toContain('.navigate("/shop?a=1#b")');
    expect(source).toContain('.navigate("http://other.test/x")');
    expect(source).toContain("httpCredentials");
  });

  it.each([
    ["user[new]", "newSecret"],
    ["default", "defaultSecret"],
    ["options", "optionsSecret"],
    ["eval", "evalSecret"],
    ["baseUrl", "baseUrlSecret"],
    ["1", "secret"],
    ["pass-word", "passWord"],
  ])("calls the option of the field %s %s", (name, option) => {
    const draft = draftOf(act(10, { type: "fill-secret", locator: css("#pw"), name }));
    expect(draft.options?.map((one) => one.name)).toEqual([option]);
    expect(scenarioSource(draft)).toContain(`config.${option})`);
  });

  it("answers dialogs as the person did, from the first one on", () => {
    const confirm = (at: number, isAccepted: boolean): RecordedEvent => ({
      kind: "dialog",
      page: 0,
      type: "confirm",
      at,
      isAccepted,
      text: "",
    });
    const events = [act(10, click("#x")), confirm(11, true), act(20, click("#y")), confirm(21, true)];
    expect(run(...events, act(30, click("#z")), confirm(31, false))).toEqual([
      '.onDialog({ confirm: "accept" })',
      '.click("#x")',
      '.click("#y")',
      '.onDialog({ confirm: "dismiss" })',
      '.click("#z")',
    ]);
    const prompt: RecordedEvent = { kind: "dialog", page: 0, type: "prompt", at: 11, isAccepted: true, text: "Ann" };
    expect(run(act(10, click("#ask")), prompt)).toContain('.onDialog({ prompt: { accept: "Ann" } })');
  });

  it("has popups, what is done in them, and their end if the person closed them", () => {
    const events: readonly RecordedEvent[] = [
      act(10, click("#help")),
      { kind: "popup", at: 20, page: 1, opener: 0 },
      act(100, click("#next"), { page: 1, document: 7 }),
      act(4000, click("#back"), { document: 1 }),
      { kind: "closed", at: 8000, page: 1 },
    ];
    expect(run(...events)).toEqual([
      'const popup = await context.waitForPopup((page) => page.click("#help"))',
      'await context.onPage(popup, (page) => page.click("#next"))',
      '.think("2s", "6s")',
      '.click("#back")',
      "await context.closePopup(popup)",
    ]);
    const closing = events.map((one) => (one.kind === "closed" ? { ...one, at: 4100 } : one));
    expect(run(...closing).join()).not.toContain("closePopup");
  });

  it("uses no popup that no step has opened", () => {
    const popup = (at: number, page: number, opener = 0): RecordedEvent => ({ kind: "popup", at, page, opener });
    const closed = (at: number, page: number): RecordedEvent => ({ kind: "closed", at, page });
    const inPopup = (at: number, page: number) => act(at, click("#in"), { page });
    const leftOut = "// Steps in another window are left out here: no step before them opens that window.";
    // A popup without an input.
    expect(run(popup(10, 1), inPopup(20, 1), closed(9000, 1))).toEqual([leftOut]);
    // Two popups by one click.
    expect(run(act(10, click("#two")), popup(11, 1), popup(12, 2), inPopup(20, 2), inPopup(30, 1))).toEqual([
      "// This opened several windows, of which only the first is used here.",
      'const popup = await context.waitForPopup((page) => page.click("#two"))',
      leftOut,
      'await context.onPage(popup, (page) => page.click("#in"))',
    ]);
    // A popup of a popup.
    const nested = [act(10, click("#a")), popup(11, 1), inPopup(20, 1), popup(21, 2, 1), inPopup(30, 2), closed(9000, 2)];
    expect(run(...nested)).toEqual([
      'const popup = await context.waitForPopup((page) => page.click("#a"))',
      "await context.onPage(popup, (page) =>",
      "page",
      "// This opens another popup, which is not used.",
      '.click("#in")',
      ")",
      leftOut,
    ]);
  });

  it("keeps what an action has opened when another one replaces it", () => {
    const popup: RecordedEvent = { kind: "popup", at: 110, page: 1, opener: 0 };
    const used = act(900, click("#in"), { page: 1 });
    const inPopup = 'await context.onPage(popup, (page) => page.click("#in"))';
    expect(run(act(100, click("#a")), popup, act(250, click("#a", { count: 2 })), used)).toEqual([
      'const popup = await context.waitForPopup((page) => page.dblclick("#a"))',
      inPopup,
    ]);
    expect(run(act(100, fill("#a", "x")), popup, act(250, fill("#a", "xy")), used)).toEqual([
      'const popup = await context.waitForPopup((page) => page.fill("#a", "xy"))',
      inPopup,
    ]);
    const confirm: RecordedEvent = { kind: "dialog", page: 0, type: "confirm", at: 110, isAccepted: true, text: "" };
    const download: RecordedEvent = { kind: "download", at: 111, page: 0 };
    expect(run(act(100, fill("#a", "x")), confirm, download, act(250, fill("#a", "xy")))).toEqual([
      '.onDialog({ confirm: "accept" })',
      '.waitForDownload((page) => page.fill("#a", "xy"))',
    ]);
  });

  it("has groups, except around a popup that is used after them", () => {
    const group = (at: number, name?: string): RecordedEvent =>
      name === undefined ? { kind: "end-group", at, page: 0 } : { kind: "group", at, page: 0, name };
    expect(run(group(5, "pay"), act(10, click("#pay")), group(20), act(30, click("#next")))).toEqual([
      '.step("pay", (group) => group.click("#pay"))',
      '.click("#next")',
    ]);
    const popup: RecordedEvent = { kind: "popup", at: 11, page: 1, opener: 0 };
    const inPopup = act(30, click("#next"), { page: 1 });
    const lines = run(group(5, "help"), act(10, click("#help")), popup, group(20), inPopup);
    expect(lines[0]).toBe("// “help” is no group: its popup is used after it.");
    expect(lines).toHaveLength(3);
  });

  it("clicks twice where the server answered each click, and double-clicks otherwise", () => {
    const twice = [act(100, click("#inc")), act(250, click("#inc", { count: 2 }))];
    expect(run(...twice)).toEqual(['.dblclick("#inc")']);
    expect(run(...twice, { kind: "interaction", page: 0, at: 100, endedAt: 120, isDocument: false })).toEqual([
      '.click("#inc", { settle: true })',
      '.click("#inc")',
    ]);
    const answer: RecordedEvent = { kind: "interaction", page: 0, at: 250, endedAt: 290, isDocument: false };
    expect(run(...twice, answer)).toEqual(['.dblclick("#inc", { settle: true })']);
  });

  it("finds elements in frames, uploads files beside it, and downloads", () => {
    const files: PageAct = { type: "files", locator: css("#photo"), names: ["a.png"], isFolder: false };
    const events: readonly RecordedEvent[] = [
      act(10, click("#buy"), { frames: [css("#shop")] }),
      act(20, click("#choose")),
      act(21, { type: "open-chooser" }),
      act(900, files, { paths: ["/work/in/a.png"] }),
      act(1000, click("#export")),
      { kind: "download", at: 1010, page: 0 },
    ];
    expect(run(...events)).toEqual([
      '.click(inFrame("#shop", "#buy"))',
      '.setInputFiles("#photo", a)',
      '.waitForDownload((page) => page.click("#export"))',
    ]);
    expect(scenarioSource(draftOf(...events))).toContain('const a = asset("./in/a.png");');
    const popup: RecordedEvent = { kind: "popup", at: 11, page: 1, opener: 0 };
    expect(run(act(10, files), popup).join()).not.toContain("waitForPopup");
    expect(run(act(10, files))[0]).toMatch(/^\/\/ The upload of a.png was not recorded/);
  });

  it("counts steps for people", () => {
    const { steps } = draftOf(act(4000, click("#a")), act(4100, click("#b")));
    expect(countSteps(steps)).toBe(3);
  });
});
