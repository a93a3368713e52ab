import type { StoredDatabase } from "../../scenario/stored-database.js";

/** Kinds of typed arrays by their names in the encoding. */
const KINDS = `{ i8: Int8Array, ui8: Uint8Array, ui8c: Uint8ClampedArray, i16: Int16Array, ui16: Uint16Array, i32: Int32Array,
  ui32: Uint32Array, f32: Float32Array, f64: Float64Array, bi64: BigInt64Array, bui64: BigUint64Array }`;

const DONE = `(request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
})`;

/** A function for pages that encodes a value as Playwright does: `[value]` for JSON, `[undefined, encoded]` for anything else. */
const ENCODE = `(value) => {
  const kinds = Object.entries(${KINDS});
  const ids = new Map();
  let isJson = true;
  const special = (encoded) => {
    isJson = false;
    return encoded;
  };
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const known = (one, encode) => {
    const id = ids.size + 1;
    ids.set(one, id);
    return { ...encode(), id };
  };
  const encode = (one) => {
    if (one === null) return { v: "null" };
    if (typeof one === "string" || typeof one === "boolean") return one;
    if (typeof one === "number") return Number.isFinite(one) && !Object.is(one, -0) ? one : special({ v: Object.is(one, -0) ? "-0" : String(one) });
    if (typeof one === "bigint") return special({ bi: String(one) });
    if (typeof one !== "object") return special({ v: "undefined" });
    if (one instanceof Date) return special({ d: one.toJSON() });
    if (one instanceof RegExp) return special({ r: { p: one.source, f: one.flags } });
    if (one instanceof Error) return special({ e: { n: one.name, m: one.message, s: one.stack ?? "" } });
    const kind = kinds.find(([, Kind]) => one instanceof Kind);
    if (kind) return special({ ta: { b: base64(new Uint8Array(one.buffer, one.byteOffset, one.byteLength)), k: kind[0] } });
    if (one instanceof ArrayBuffer) return special({ ab: { b: base64(new Uint8Array(one)) } });
    if (ids.has(one)) return special({ ref: ids.get(one) });
    if (one instanceof Map) return special(known(one, () => ({ m: Array.from(one, ([key, held]) => ({ k: encode(key), v: encode(held) })) })));
    if (one instanceof Set) return special(known(one, () => ({ s: Array.from(one, encode) })));
    if (Array.isArray(one)) return known(one, () => ({ a: Array.from(one, encode) }));
    if (one.constructor !== Object) isJson = false;
    return known(one, () => ({ o: Object.keys(one).map((name) => ({ k: name, v: encode(one[name]) })) }));
  };
  const encoded = encode(value);
  return isJson ? [value] : [undefined, encoded];
}`;

/** A function for pages that decodes what {@link ENCODE} or Playwright encoded. */
const DECODE = `(encoded) => {
  const kinds = ${KINDS};
  const values = { undefined: undefined, null: null, NaN, Infinity, "-Infinity": -Infinity, "-0": -0 };
  const held = new Map();
  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const keep = (id, value) => {
    held.set(id, value);
    return value;
  };
  const decode = (one) => {
    if (typeof one !== "object" || one === null) return one;
    if ("ref" in one) return held.get(one.ref);
    if ("v" in one) return values[one.v];
    if ("d" in one) return new Date(one.d);
    if ("bi" in one) return BigInt(one.bi);
    if ("r" in one) return new RegExp(one.r.p, one.r.f);
    if ("e" in one) return Object.assign(new Error(one.e.m), { name: one.e.n, stack: one.e.s });
    if ("ta" in one) return new kinds[one.ta.k](bytes(one.ta.b).buffer);
    if ("ab" in one) return bytes(one.ab.b).buffer;
    if ("a" in one) {
      const list = keep(one.id, []);
      for (const item of one.a) list.push(decode(item));
      return list;
    }
    if ("m" in one) {
      const map = keep(one.id, new Map());
      for (const { k, v } of one.m) map.set(decode(k), decode(v));
      return map;
    }
    if ("s" in one) {
      const set = keep(one.id, new Set());
      for (const item of one.s) set.add(decode(item));
      return set;
    }
    const object = keep(one.id, {});
    for (const { k, v } of one.o ?? []) if (k !== "__proto__") object[k] = decode(v);
    return object;
  };
  return decode(encoded);
}`;

/** An expression that evaluates to the databases of the document's origin, once they are read. */
export const READ_DATABASES = `(async () => {
  const done = ${DONE};
  const encode = ${ENCODE};
  const path = (keyPath) => typeof keyPath === "string" ? { keyPath } : Array.isArray(keyPath) || keyPath?.length >= 0 ? { keyPathArray: Array.from(keyPath) } : {};
  const coded = (name, value) => {
    const [plain, encoded] = encode(value);
    return encoded === undefined ? { [name]: plain } : { [name + "Encoded"]: encoded };
  };
  const read = async (store) => {
    const keys = await done(store.getAllKeys());
    const values = await Promise.all(keys.map((key) => done(store.get(key))));
    return {
      name: store.name, autoIncrement: store.autoIncrement, ...path(store.keyPath),
      indexes: Array.from(store.indexNames, (name) => store.index(name)).map((index) =>
        ({ name: index.name, ...path(index.keyPath), multiEntry: index.multiEntry, unique: index.unique })),
      records: values.map((value, at) => ({ ...(store.keyPath === null ? coded("key", keys[at]) : {}), ...coded("value", value) })),
    };
  };
  const found = await indexedDB.databases();
  return Promise.all(found.map(async ({ name, version }) => {
    const database = await done(indexedDB.open(name));
    try {
      const names = Array.from(database.objectStoreNames);
      const transaction = names.length === 0 ? undefined : database.transaction(names, "readonly");
      return { name, version, stores: await Promise.all(names.map((store) => read(transaction.objectStore(store)))) };
    } finally {
      database.close();
    }
  }));
})()`;

/** An expression that replaces the databases of the document's origin, and evaluates to nothing once that is done. */
export function writeDatabases(databases: readonly StoredDatabase[]): string {
  return `(async () => {
  const done = ${DONE};
  const decode = ${DECODE};
  for (const { name } of await indexedDB.databases()) await done(indexedDB.deleteDatabase(name));
  for (const { name, version, stores } of ${JSON.stringify(databases)}) {
    const opening = indexedDB.open(name, version);
    opening.onupgradeneeded = () => {
      for (const { name, keyPath, keyPathArray, autoIncrement, indexes } of stores) {
        const store = opening.result.createObjectStore(name, { autoIncrement, keyPath: keyPathArray ?? keyPath ?? null });
        for (const { name, keyPath, keyPathArray, unique, multiEntry } of indexes)
          store.createIndex(name, keyPathArray ?? keyPath, { unique, multiEntry });
      }
    };
    const database = await done(opening);
    try {
      for (const { name, records } of stores) {
        const store = database.transaction(name, "readwrite").objectStore(name);
        await Promise.all(records.map((record) => {
          const key = "keyEncoded" in record ? decode(record.keyEncoded) : record.key;
          return done(store.add("valueEncoded" in record ? decode(record.valueEncoded) : record.value, key));
        }));
      }
    } finally {
      database.close();
    }
  }
})()`;
}
