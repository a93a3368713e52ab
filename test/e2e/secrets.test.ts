import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { decodeJournal } from "../../src/run/journal/journal-format.js";
import { noBrowser } from "../browser-available.js";
import { startReceiver } from "../fixtures/receivers/metrics-receiver.js";
import { startTarget } from "../target/target.js";
import { eventually, liveLoad, temporaryFolder } from "./command.js";

/** A different secret for each way into a run; none has a recognizable format. */
const leak = (number: number): string => `leak${String(number).padStart(2, "0")}Zq7`;
const KINDS = 36;

const jwt = (number: number) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${leak(number)}`;
const basic = (number: number) => `Basic ${Buffer.from(`ann:${leak(number)}`).toString("base64")}`;

/** In a URL that does not answer, in errors, console lines, names, rows, `config`, `setup` and `teardown`. */
const SCENARIO = `
import { csv, defineScenario, json } from "live-load";
const thrown = [
  ${JSON.stringify(`the proxy said Authorization: Bearer ${leak(1)}`)},
  ${JSON.stringify(`sent ${basic(2)} to it`)},
  ${JSON.stringify(`Cookie: theme=dark; a=${leak(3)}`)},
  ${JSON.stringify(`set-cookie: b=${leak(4)}; Path=/`)},
  ${JSON.stringify(`body {"user":"ann","password":"${leak(5)}"} was refused`)},
  ${JSON.stringify(`options { clientSecret: '${leak(6)}', page: 1 }`)},
  ${JSON.stringify(`pwd=${leak(7)} is wrong`)},
  ${JSON.stringify(`got ${jwt(8)} back`)},
  ${JSON.stringify(`X-Api-Key: ${leak(9)}`)},
  ${JSON.stringify(`fetch https://ann:${leak(10)}@shop.test/x?sig=${leak(11)}#id_token=${leak(12)} failed`)},
  ${JSON.stringify(`nested {"body":"{\\"refresh_token\\":\\"${leak(13)}\\"}"}`)},
];
export default defineScenario({
  name: "leaky",
  assigns: { row: { user: "", password: "" }, card: { accessKey: "" } },
  config: (options) => {
    console.log("config sees", options, "token=" + ${JSON.stringify(leak(15))});
    return { baseUrl: options.baseUrl, options, signingKey: ${JSON.stringify(leak(16))} };
  },
  setup: () => ({ sessionToken: ${JSON.stringify(leak(17))} }),
  teardown: () => { throw new Error("logout with auth_token=" + ${JSON.stringify(leak(18))} + " failed"); },
  data: { accounts: csv("accounts.csv"), cards: json("cards.json") },
  run: async (context, userId, config) => {
    const { password } = await context.row("accounts", { as: "row" });
    const { accessKey } = await context.row("cards", { as: "card" });
    const { iteration } = context;
    const at = (globalThis.leakyAt = (globalThis.leakyAt ?? -1) + 1) % 22;
    console.log("user", { token: ${JSON.stringify(leak(19))} }, password);
    console.warn("env", process.env.SHOP_LOGIN, process.env.API_TOKEN);
    console.error(JSON.stringify({ passphrase: ${JSON.stringify(leak(20))} }));
    process.stdout.write("raw secret=" + ${JSON.stringify(leak(21))} + "\\n");
    await context.metric("calls?token=" + ${JSON.stringify(leak(22))}).add(1);
    await context.step("group access_token=" + ${JSON.stringify(leak(23))}, (c) => c.think("1ms"));
    await context.expect("check pwd=" + ${JSON.stringify(leak(24))}, () => true);
    if (at < thrown.length) throw new Error(thrown[at]);
    if (at === 11) await context.navigate("http://ann:" + ${JSON.stringify(leak(25))} + "@127.0.0.1:1/x?api_key=" + ${JSON.stringify(leak(26))} + "#access_token=" + ${JSON.stringify(leak(27))});
    if (at === 12) throw new Error("row " + password + " and " + accessKey + " were refused");
    if (at === 13) throw new Error("option " + config.options.password + " " + config.options.session + " was refused");
    if (at === 14) throw new Error("key " + config.signingKey + " of " + context.setup?.sessionToken);
    if (at === 15) throw new Error("env " + process.env.SHOP_LOGIN + " " + process.env.API_TOKEN);
    if (at === 16) await context.fail("rejected otp=" + ${JSON.stringify(leak(28))});
    if (at === 17) await context.click("#nowhere[data-token='" + ${JSON.stringify(leak(29))} + "']", { timeout: "50ms" });
    if (at === 18) await context.navigate(config.baseUrl + "/?jwt=" + ${JSON.stringify(leak(30))}).screenshot("shot token=" + ${JSON.stringify(leak(31))});
    if (at === 19) Promise.reject(new Error("stray credential=" + ${JSON.stringify(leak(32))}));
    await context.navigate(config.baseUrl + "/?sid=" + ${JSON.stringify(leak(33))});
  },
});`;

const FILES = {
  "leaky.scenario.ts": SCENARIO,
  "accounts.csv": `user,password\nann,${leak(34)}\n`,
  "cards.json": JSON.stringify([{ accessKey: leak(35) }]),
};
/** With the debug log, which contains more about a run than any other output. */
const ENV = {
  LIVELOAD_DEBUG: "*",
  SHOP_LOGIN: `ann/${leak(36)}`,
  API_TOKEN: `${leak(36)}-token`,
  OTEL_EXPORTER_OTLP_HEADERS: `x-key=${leak(36)}`,
};

/** Everything in a folder as text, with the journal unpacked. */
async function textOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    const records = entry.name === "journal" ? (decodeJournal(bytes)?.records ?? []) : [];
    const unpacked = records.map((record) =>
      record.type === "note" ? JSON.stringify(record.note) : Buffer.from(record.bytes).toString("utf8"),
    );
    texts.set(path.slice(folder.length), [entry.name, bytes.toString("utf8"), ...unpacked].join("\n"));
  }
  return texts;
}

const WATCHED = /Watch the run at (http:\/\/127\.0\.0\.1:\d+\/)/;

/** Everything that the `--ui` page receives until the run is over. */
async function followed(url: string): Promise<string> {
  const response = await fetch(new URL("events", url));
  return `${await response.text().catch(() => "")}${await fetch(url)
    .then((page) => page.text())
    .catch(() => "")}`;
}

describe.skipIf(noBrowser)(`the secrets of a run${noBrowser === undefined ? "" : ` (${noBrowser})`}`, () => {
  it(`appear in no file, stream, event or page, however they got in (${KINDS} ways)`, async () => {
    const [target, collector, cwd, state] = await Promise.all([
      startTarget(),
      startReceiver(),
      temporaryFolder(),
      temporaryFolder(),
    ]);
    onTestFinished(async () => void (await Promise.all([target.close(), collector.close()])));
    for (const [name, content] of Object.entries(FILES)) await writeFile(join(cwd, name), content);
    const args = [
      "run",
      "leaky.scenario.ts",
      "--duration",
      "15s",
      "--users",
      "8",
      "--on-failure",
      "continue",
      "--json",
      "--ui",
      "--ui-port",
      "0",
    ];
    args.push("--reporter", "console,html,markdown,junit,csv", "--output", `otlp=${collector.url}`, "--output-interval", "1s");
    args.push(
      "--option",
      `baseUrl=${target.url}`,
      "--option",
      `password=${leak(36)}opt`,
      "--option",
      `session=${leak(14)}`,
      "--option",
      `site=http://ann:${leak(36)}@shop.test/`,
    );
    args.push("--env", "SHOP_LOGIN,API_TOKEN");
    const running = liveLoad(args, { cwd, env: { ...ENV, XDG_STATE_HOME: state } });
    let said = "";
    running.child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    await eventually("the address of the page", () => WATCHED.test(said));
    const page = followed(WATCHED.exec(said)?.[1] ?? "");
    let log = "";
    await eventually("the log of the node", async () => {
      log = [...(await textOf(state)).values()].join("\n");
      return log.split("raw secret").length > 25;
    });
    const { stdout, stderr } = await running.ended;
    const texts = new Map([
      ...(await textOf(join(cwd, "liveload-report"))),
      ...(await textOf(state)),
      ["the log of the node", log],
      ["standard output", stdout],
      ["standard error", stderr],
      ["the page", await page],
      ["OTLP", JSON.stringify(collector.pushes.map(({ series }) => series))],
    ]);
    // An empty text would prove nothing: every way was taken, and every text has traces of it.
    const result = texts.get("/result.json") ?? "";
    for (const trace of [
      "the proxy said Authorization",
      "were refused",
      "rejected otp=",
      "calls?token=",
      "group access_token=",
      "net::ERR_",
    ])
      expect(result, `${trace}\n${stderr}`).toContain(trace);
    for (const name of [
      "/report.html",
      "/report.md",
      "/junit.xml",
      "/journal",
      "standard output",
      "standard error",
      "the page",
      "OTLP",
    ])
      expect(texts.get(name), name).toContain("***");
    expect(stderr).toMatch(/^\[debug\] \S+ leaky-1\/runner cdp /m);
    for (const line of ["config sees", "user {", "logout with"]) expect(`${stdout}${stderr}`).toContain(line);
    const found = [...texts].flatMap(([name, text]) => leaksIn(text).map((secret) => `${secret} in ${name}`));
    expect(found).toEqual([]);
  });
});

function leaksIn(text: string): readonly string[] {
  const numbers = Array.from({ length: KINDS }, (_, at) => at + 1);
  return numbers.flatMap((number) => {
    const forms = [leak(number), Buffer.from(`ann:${leak(number)}`).toString("base64")];
    return forms
      .filter((form) => text.includes(form))
      .map((form) => `${form}: …${text.slice(Math.max(0, text.indexOf(form) - 60), text.indexOf(form) + 20)}`);
  });
}
