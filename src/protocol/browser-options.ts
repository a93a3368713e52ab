import { z } from "zod";

const size = z.strictObject({ width: z.int().positive(), height: z.int().positive() });
const entries = z.array(z.strictObject({ name: z.string(), value: z.string() })).readonly();
const cookie = z.strictObject({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(["Strict", "Lax", "None"]),
});
const texts = z.array(z.string()).readonly();
const keyPath = { keyPath: z.string().optional(), keyPathArray: texts.optional() };
const index = z.object({ name: z.string(), ...keyPath, multiEntry: z.boolean(), unique: z.boolean() });
const value = z.unknown().optional();
const stored = z.object({ key: value, keyEncoded: value, value, valueEncoded: value });
const objectStore = z.object({
  name: z.string(),
  ...keyPath,
  autoIncrement: z.boolean(),
  indexes: z.array(index).readonly(),
  records: z.array(stored).readonly(),
});
const database = z.object({ name: z.string(), version: z.number(), stores: z.array(objectStore).readonly() });
const origin = z.strictObject({
  origin: z.string(),
  localStorage: entries,
  sessionStorage: entries,
  indexedDB: z.array(database).readonly().optional(),
});
const storageState = z.strictObject({ cookies: z.array(cookie).readonly(), origins: z.array(origin).readonly() });

/** Options of every user's browser. No other message carries their secrets. */
export const browserOptionsShape = {
  viewport: size.optional(),
  screen: size.optional(),
  deviceScaleFactor: z.number().positive().optional(),
  isMobile: z.boolean().optional(),
  hasTouch: z.boolean().optional(),
  userAgent: z.string().optional(),
  locale: z.string().optional(),
  timezone: z.string().optional(),
  geolocation: z.strictObject({ latitude: z.number(), longitude: z.number(), accuracy: z.number().optional() }).optional(),
  permissions: z.array(z.string()).readonly().optional(),
  colorScheme: z.enum(["light", "dark", "no-preference"]).optional(),
  reducedMotion: z.enum(["reduce", "no-preference"]).optional(),
  extraHeaders: z.record(z.string(), z.string()).optional(),
  httpCredentials: z
    .strictObject({
      username: z.string(),
      password: z.string(),
      origin: z.string().optional(),
      send: z.enum(["always", "unauthorized"]).optional(),
    })
    .optional(),
  ignoreCertificateErrors: z.boolean().optional(),
  clientCertificates: z
    .array(
      z.strictObject({
        origin: z.string(),
        cert: z.string().optional(),
        key: z.string().optional(),
        pfx: z.string().optional(),
        passphrase: z.string().optional(),
      }),
    )
    .readonly()
    .optional(),
  proxy: z
    .strictObject({
      server: z.string(),
      bypass: z.string().optional(),
      username: z.string().optional(),
      password: z.string().optional(),
    })
    .optional(),
  serviceWorkers: z.enum(["allow", "block"]).optional(),
  assets: z.enum(["like-a-browser", "none"]).optional(),
  storageState: storageState.optional(),
} as const;
