import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csv, json } from "../../scenario/authoring/data-pool.js";
import { readPool } from "./read-pool.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "live-load-pool-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: string | Uint8Array, make: (file: string) => ReturnType<typeof csv> | ReturnType<typeof json>) {
  const { spec } = make("people.data");
  await writeFile(join(folder, spec.file), content);
  return readPool({ name: "people", spec, folder, cwd: folder });
}
const readCsv = (content: string | Uint8Array, options?: Parameters<typeof csv>[1]) =>
  read(content, (file) => csv(file, options));
const readJson = (content: string) => read(content, (file) => json(file));

describe("a pool from CSV", () => {
  it("has a row for each line after the header, with quotes and line breaks resolved", async () => {
    const text = '\ufeffname, email ,note\r\nAnn,ann@x,"one, two"\r\n\r\nBob,,"he said ""hi""\nand left"\r\n';
    expect(await readCsv(text)).toEqual([
      { name: "Ann", email: "ann@x", note: "one, two" },
      { name: "Bob", email: "", note: 'he said "hi"\nand left' },
    ]);
    expect(await readCsv("a;b\n1;2\n", { delimiter: ";", columns: ["b"] })).toEqual([{ a: "1", b: "2" }]);
  });

  it.each([
    [
      "a,b\n1,2\n3\n",
      'the data pool "people" cannot be read: people.data:3: it has 1 values, and the first line names 2 columns: a, b',
    ],
    ['a,b\n"1\n1",2\n3,4,5\n', "people.data:4: it has 3 values"],
    ["a,b\n\n1,2\n\n3\n", "people.data:5: it has 1 values"],
    ["a,b,a\n1,2,3\n", 'people.data:1: there are two columns "a"'],
    ["a,,c\n1,2,3\n", "people.data:1: column 2 has no name"],
    ["a,__proto__\n1,2\n", 'people.data:1: a column is named "__proto__"'],
    ["a,b\n", "people.data: it has no rows"],
    ["", "people.data: it is empty"],
    ['a,b\n1,2\n"3,4\n', "people.data:3: Quote Not Closed"],
    ['a,b\n1,x"y"\n', "people.data:2: Invalid Opening Quote"],
    [new Uint8Array([97, 10, 0xff, 10]), "people.data: it is not UTF-8 text"],
  ])("is refused with the place of the mistake: %j", async (content, message) => {
    await expect(readCsv(content)).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      message: expect.stringContaining(message),
    });
  });

  it("is refused with a suggestion when it lacks a column", async () => {
    const wanted = { columns: ["email"] };
    await expect(readCsv("name,emial\n1,2\n", wanted)).rejects.toMatchObject({
      message: expect.stringContaining('it has no column "email", only name, emial'),
      hint: expect.stringContaining("emial"),
    });
    await expect(readCsv("name;email\n1;2\n", wanted)).rejects.toMatchObject({ hint: 'is its delimiter ";"?' });
  });

  it("is refused when its file does not exist", async () => {
    const { spec } = csv("gone.csv");
    await expect(readPool({ name: "people", spec, folder, cwd: "/" })).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      message: `the data pool "people" cannot be read: ${join(folder, "gone.csv").slice(1)}: there is no such file`,
      details: { pool: "people", file: join(folder, "gone.csv") },
    });
  });
});

describe("a pool from JSON", () => {
  it("has the objects in the list", async () => {
    expect(await readJson('[{"a": 1, "b": {"c": [true]}}, {}]')).toEqual([{ a: 1, b: { c: [true] } }, {}]);
  });

  it.each([
    ['[{"a": 1},\n{"a": 2},\n]', "people.data:2: it is not JSON: JSON does not support trailing commas"],
    ['{"a": 1}', "people.data: it is not a list"],
    ['[{"a": 1}, 2]', "element 2 of its list is 2, and not an object"],
    ["[[1]]", "element 1 of its list is [1], and not an object"],
    ["[]", "it has no rows"],
    [JSON.stringify([{ a: "x".repeat(1024 * 1024) }]), "row 1 has more than 1048576 bytes"],
  ])("is refused when it is malformed: %.40s", async (content, message) => {
    await expect(readJson(content)).rejects.toMatchObject({
      code: "SCENARIO_LOAD_FAILED",
      message: expect.stringContaining(message),
    });
  });
});

describe("an argument of csv() or json()", () => {
  it.each([
    [() => csv(""), 'the file of csv() is "", but it takes the path of a file'],
    [
      () => csv("a.csv", { mode: "uniqe" as "unique" }),
      'the mode of csv("a.csv") is "uniqe", but it takes "unique" or "recycle" or "random"',
    ],
    [() => json("a.json", { per: "node" as "user" }), 'the per of json("a.json") is "node", but it takes "iteration" or "user"'],
    [() => csv("a.csv", { columns: [1] as unknown as string[] }), "but it takes a list of names"],
    [() => csv("a.csv", { delimiter: "" }), 'the delimiter of csv("a.csv") is "", but it takes a text'],
    [() => json("a.json", { delimiter: ";" } as object), 'json("a.json") has an unknown option "delimiter"'],
  ])("is checked: %#", (make, message) => {
    expect(make).toThrow(message);
  });
});
