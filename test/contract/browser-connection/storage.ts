import { describe, expect, it } from "vitest";
import { parseStorageState } from "../../../src/scenario/browser-options/storage-state.js";
import type { StorageState } from "../../../src/scenario/page-port.js";
import type { BrowserUnderTest } from "../browser-connection-host.js";

const EMPTY: StorageState = { cookies: [], origins: [] };

/** Creates two databases in the page: one of plain values with their key inside, one of others. */
const FILL = `() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("shop", 3);
  opening.onupgradeneeded = () => {
    const carts = opening.result.createObjectStore("carts", { keyPath: "id" });
    carts.createIndex("byUser", ["user", "id"], { unique: true });
    opening.result.createObjectStore("seen", { autoIncrement: true });
  };
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const transaction = opening.result.transaction(["carts", "seen"], "readwrite");
    transaction.objectStore("carts").add({ id: 1, user: "ada", items: ["tea", null, 2.5] });
    const itself = { when: new Date(0), bytes: new Uint8Array([1, 2]), tags: new Map([["a", new Set([1n])]]) };
    itself.itself = itself;
    transaction.objectStore("seen").add(itself, new Date(5));
    transaction.oncomplete = () => { opening.result.close(); resolve(); };
  };
})`;
/** What the page finds in them, as text. */
const FOUND = `() => new Promise((resolve) => {
  const opening = indexedDB.open("shop");
  opening.onsuccess = () => {
    const transaction = opening.result.transaction(["carts", "seen"]);
    const [cart, seen, keys] = [transaction.objectStore("carts").index("byUser").get(["ada", 1]),
      transaction.objectStore("seen").getAll(), transaction.objectStore("seen").getAllKeys()];
    transaction.oncomplete = () => {
      const [{ when, bytes, tags, itself }] = seen.result;
      resolve([opening.result.version, JSON.stringify(cart.result), keys.result[0].getTime(), when.getTime(), bytes.constructor.name,
        bytes.join(), String([...tags.get("a")]), itself.itself === itself].join(" | "));
      opening.result.close();
    };
  };
})`;
const SHOP = `3 | {"id":1,"user":"ada","items":["tea",null,2.5]} | 5 | 0 | Uint8Array | 1,2 | 1 | true`;

export function describeStorage(subject: BrowserUnderTest): void {
  /** The same site under another name, and thus another origin. */
  const elsewhere = () => subject.target.url.replace("127.0.0.1", "localhost");
  const stored = async () => ({
    cookies: await subject.text("#cookies"),
    local: await subject.text("#local"),
    session: await subject.text("#session"),
  });

  describe("storage", () => {
    it("is read with cookies, local and session storage", async () => {
      await subject.open("/storage?cookie=a=1&local=b=2&session=c=3&http-only=d=4");
      const state = await subject.page.storageState(subject.patient);
      expect(state.cookies.map(({ name, value, httpOnly }) => [name, value, httpOnly]).sort()).toEqual([
        ["a", "1", false],
        ["d", "4", true],
      ]);
      expect(state.origins).toEqual([
        { origin: subject.target.url, localStorage: [{ name: "b", value: "2" }], sessionStorage: [{ name: "c", value: "3" }] },
      ]);
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    });

    it("is empty at first, even on an empty page", async () => {
      expect(await subject.page.storageState(subject.patient)).toEqual(EMPTY);
    });

    it("includes origins that the user has left, without requests to a server", async () => {
      const { page, patient } = subject;
      await page.navigate(`${elsewhere()}/storage?local=far=1&session=far=2`, patient);
      await subject.openOdd("/keeps");
      await page.navigate("about:blank", patient);
      const requests = () => subject.sink.counts.filter(({ metric }) => metric === "http_requests").length;
      await subject.open("/storage?local=near=3");
      const before = requests();
      const { origins } = await page.storageState(patient);
      const local = Object.fromEntries(origins.map(({ origin, localStorage }) => [origin, localStorage]));
      expect(local).toEqual({
        [elsewhere()]: [{ name: "far", value: "1" }],
        [subject.odd.url]: [{ name: "where", value: "" }],
        [subject.target.url]: [{ name: "near", value: "3" }],
      });
      expect(await subject.text("#local")).toBe('{"near":"3"}');
      expect(requests()).toBe(before);
      await page.restoreStorageState({ cookies: [], origins }, patient);
      expect((await page.storageState(patient)).origins.map(({ origin }) => origin).sort()).toEqual(Object.keys(local).sort());
      await page.navigate(`${elsewhere()}/storage`, patient);
      expect(await stored()).toMatchObject({ local: '{"far":"1"}' });
    });

    it("includes data set for origins that were not visited yet", async () => {
      const { page, patient } = subject;
      const one = [{ name: "x", value: "1" }];
      const origins = [{ origin: elsewhere(), localStorage: one, sessionStorage: one }];
      await page.restoreStorageState({ cookies: [], origins }, patient);
      expect(await page.storageState(patient)).toEqual({ cookies: [], origins });
      await subject.open("/storage");
      expect(await page.storageState(patient)).toEqual({ cookies: [], origins });
      const { hostname: domain } = new URL(page.url());
      const cookie = {
        name: "c",
        value: "1",
        domain,
        path: "/",
        expires: -1,
        httpOnly: false,
        secure: false,
        sameSite: "Lax",
      } as const;
      await page.restoreStorageState({ cookies: [cookie] }, patient);
      expect(await page.storageState({ ...patient, cookiesOnly: true })).toEqual({ cookies: [cookie], origins: [] });
      expect(await page.storageState(patient)).toEqual({ cookies: [cookie], origins });
      await page.resetStorageState(patient);
      expect(await page.storageState(patient)).toEqual(EMPTY);
    });

    it("can be passed to another user, who shares nothing else", async () => {
      await subject.open("/storage?cookie=a=1&local=b=2&session=c=3&http-only=d=4");
      const state = await subject.page.storageState(subject.patient);
      await subject.closeUser();
      await subject.openUser();
      await subject.open("/storage");
      expect(await stored()).toEqual({ cookies: "", local: "{}", session: "{}" });
      await subject.page.restoreStorageState(state, subject.patient);
      await subject.open("/storage");
      expect(await stored()).toEqual({ cookies: "a=1", local: '{"b":"2"}', session: '{"c":"3"}' });
      expect((await subject.text("#server-cookies")).split("; ").sort()).toEqual(["a=1", "d=4"]);
    });

    it("is set before the first visit of an origin, and then left alone", async () => {
      const name = (key: string, value: string) => [{ name: key, value }];
      const origins = [{ origin: elsewhere(), localStorage: name("x", "1"), sessionStorage: name("y", "2") }];
      await subject.page.restoreStorageState({ cookies: [], origins }, subject.patient);
      await subject.page.navigate(`${elsewhere()}/storage`, subject.patient);
      expect(await stored()).toMatchObject({ local: '{"x":"1"}', session: '{"y":"2"}' });
      await subject.page.navigate(`${elsewhere()}/storage?local=x=changed&session=y=changed`, subject.patient);
      await subject.page.reload(subject.patient);
      await subject.page.navigate(`${elsewhere()}/storage`, subject.patient);
      expect(await stored()).toMatchObject({ local: '{"x":"changed"}', session: '{"y":"changed"}' });
    });

    it("is set once, even if the first page of an origin redirects at once", async () => {
      const { page, patient } = subject;
      const origin = subject.odd.url;
      for (let visits = 0; visits < 3; visits++) {
        await page.navigate("about:blank", patient);
        await page.restoreStorageState({ cookies: [], origins: [{ origin, localStorage: [], sessionStorage: [] }] }, patient);
        await subject.openOdd("/bounces");
        await subject.see("#kept");
        const [now] = (await page.storageState(patient)).origins;
        expect(now?.localStorage.map(({ name }) => name).sort()).toEqual(["bounced", "where"]);
        expect(await page.evaluate("() => sessionStorage.length", [], patient)).toBe(0);
      }
    });

    it("is replaced everywhere, not added to", async () => {
      await subject.page.navigate(`${elsewhere()}/storage?cookie=old=1&local=old=1&session=old=1`, subject.patient);
      await subject.open("/storage?cookie=old=1&local=old=1&session=old=1");
      await subject.page.restoreStorageState(EMPTY, subject.patient);
      await subject.open("/storage");
      expect(await stored()).toEqual({ cookies: "", local: "{}", session: "{}" });
      await subject.page.navigate(`${elsewhere()}/storage`, subject.patient);
      expect(await stored()).toEqual({ cookies: "", local: "{}", session: "{}" });
    });

    it("can be cleared", async () => {
      await subject.open("/storage?cookie=a=1&local=b=2&session=c=3&http-only=d=4");
      await subject.page.resetStorageState(subject.patient);
      expect(await subject.page.storageState(subject.patient)).toEqual(EMPTY);
      await subject.open("/storage");
      expect(await stored()).toEqual({ cookies: "", local: "{}", session: "{}" });
    });

    it("has databases if they are asked for, of origins that were left too, and gives them to another user", async () => {
      await subject.open("/plain");
      await subject.page.evaluate(FILL, [], subject.patient);
      expect((await subject.page.storageState(subject.patient)).origins).toEqual([]);
      const asked = { ...subject.patient, indexedDB: true };
      const shown = await subject.page.storageState(asked);
      await subject.page.navigate(`${elsewhere()}/plain`, subject.patient);
      expect(await subject.page.storageState(asked)).toEqual(shown);
      expect(shown.origins).toMatchObject([{ origin: subject.target.url, indexedDB: [{ name: "shop", version: 3 }] }]);
      const [carts, seen] = shown.origins[0]?.indexedDB?.[0]?.stores ?? [];
      expect(carts).toEqual({
        name: "carts",
        keyPath: "id",
        autoIncrement: false,
        indexes: [{ name: "byUser", keyPathArray: ["user", "id"], multiEntry: false, unique: true }],
        records: [{ value: { id: 1, user: "ada", items: ["tea", null, 2.5] } }],
      });
      expect(seen?.records[0]?.keyEncoded).toEqual({ d: "1970-01-01T00:00:00.005Z" });
      const state = parseStorageState(JSON.parse(JSON.stringify(shown))) as StorageState;
      await subject.closeUser();
      await subject.openUser({ storageState: state });
      await subject.open("/plain");
      expect(await subject.page.evaluate(FOUND, [], subject.patient)).toBe(SHOP);
    });

    it("replaces databases by those of the state", async () => {
      await subject.open("/plain");
      await subject.page.evaluate(FILL, [], subject.patient);
      const state = await subject.page.storageState({ ...subject.patient, indexedDB: true });
      const another = `() => new Promise((resolve) => {
        indexedDB.open("other").onsuccess = ({ target }) => resolve(target.result.close());
      })`;
      await subject.page.evaluate(another, [], subject.patient);
      await subject.page.restoreStorageState(EMPTY, subject.patient);
      expect(await subject.page.evaluate(FOUND, [], subject.patient)).toBe(SHOP);
      await subject.page.restoreStorageState(state, subject.patient);
      expect(
        await subject.page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)", [], subject.patient),
      ).toEqual(["shop"]);
      expect(await subject.page.evaluate(FOUND, [], subject.patient)).toBe(SHOP);
    });

    it("is separate for each user", async () => {
      await subject.open("/storage?cookie=a=1&local=b=2&session=c=3");
      const other = await subject.connection.newContext(subject.contextOptions({ userId: 2 }));
      try {
        await subject.open("/storage", other.page);
        expect(await other.page.reads.textContent("#cookies", subject.patient)).toBe("");
        expect(await other.page.reads.textContent("#local", subject.patient)).toBe("{}");
      } finally {
        await subject.connection.closeContext(other, 5000);
      }
    });
  });
}
