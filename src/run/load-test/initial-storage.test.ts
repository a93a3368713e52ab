import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { withoutKnownSecrets } from "../../base/secrets/known-secrets.js";
import { type OptionLayer, resolveOptions } from "../../config/resolve-options.js";
import { initialStorage } from "./initial-storage.js";

/** As Playwright writes it: without session storage. */
const SAVED = {
  cookies: [
    {
      name: "login",
      value: "s3same-0pen",
      domain: "shop.test",
      path: "/",
      expires: -1,
      httpOnly: true,
      secure: true,
      sameSite: "Strict",
    },
  ],
  origins: [{ origin: "https://shop.test", localStorage: [{ name: "theme", value: "dark" }] }],
};

const folderWith = async (text: string) => {
  const folder = await mkdtemp(join(tmpdir(), "live-load-storage-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "state.json"), text);
  return folder;
};
const given = (storageState: unknown, origin: OptionLayer["origin"] = "flag") =>
  resolveOptions([{ origin, values: { storageState } }]);

describe("the storage that users begin with", () => {
  it("comes from a file or from the option itself, and what it leaves out is added", async () => {
    const folder = await folderWith(JSON.stringify(SAVED));
    const expected = { ...SAVED, origins: [{ ...SAVED.origins[0], sessionStorage: [] }] };
    expect(await initialStorage(given("state.json"), folder)).toEqual(expected);
    expect(await initialStorage(given(SAVED), folder)).toEqual(expected);
    expect(await initialStorage(given(join(folder, "state.json"), "scenario"), "/")).toEqual(expected);
    expect(withoutKnownSecrets("cookie s3same-0pen")).toBe("cookie ***");
    const cookies = [{ name: "a", value: "1", domain: "shop.test" }];
    expect(await initialStorage(given({ cookies, origins: [] }), folder)).toEqual({
      cookies: [
        { name: "a", value: "1", domain: "shop.test", path: "/", expires: -1, httpOnly: false, secure: false, sameSite: "Lax" },
      ],
      origins: [],
    });
  });

  it("is none by default, or if it depends on the user", async () => {
    expect(await initialStorage(given(undefined), "/")).toBeUndefined();
    expect(
      await initialStorage(
        given(() => SAVED, "scenario"),
        "/",
      ),
    ).toBeUndefined();
  });

  it.each([
    ["nowhere.json", "flag", '--storage-state is "nowhere.json", but it takes a JSON file', /nowhere.json cannot be read$/],
    ["state.json", "environment", 'LIVELOAD_STORAGE_STATE is "state.json"', /state.json is not JSON$/],
    ["state.json", "scenario", 'storageState of the scenario is "state.json", but it takes asset("state.json")', undefined],
  ] as const)("is refused before the start: %s from %s", async (file, origin, message, hint) => {
    const folder = await folderWith("{ login");
    await expect(initialStorage(given(file, origin), folder)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining(message),
      hint: hint === undefined ? undefined : expect.stringMatching(hint),
    });
  });

  it("may have databases, which are checked too", async () => {
    const store = { name: "carts", keyPath: "id", autoIncrement: false, indexes: [], records: [{ value: { id: 1 } }] };
    const stateWith = (stores: unknown) => ({
      cookies: [],
      origins: [{ origin: "https://shop.test", localStorage: [], indexedDB: [{ name: "shop", version: 1, stores }] }],
    });
    expect(await initialStorage(given(stateWith([store])), "/")).toMatchObject(stateWith([store]));
    for (const wrong of [
      undefined,
      [{ ...store, records: 3 }],
      [{ ...store, keyPath: 3 }],
      [{ ...store, indexes: [{ name: "a" }] }],
    ])
      expect(() => given(stateWith(wrong)), JSON.stringify(wrong)).toThrow("--storage-state");
  });

  it("is refused if the file holds something else", async () => {
    const folder = await folderWith(JSON.stringify({ cookies: [] }));
    await expect(initialStorage(given("state.json"), folder)).rejects.toMatchObject({
      hint: expect.stringContaining("other content"),
    });
  });
});
