import { expect, it } from "vitest";
import { FakePagePort } from "../../../../test/fixtures/fake-page-port.js";
import type { BrowserOptions } from "../../browser-options/browser-options.js";
import { Actor } from "./actor.js";
import { PageChanges } from "./page-changes.js";
import { PageParts } from "./parts/page-parts.js";

/** Calls to a page that was opened with these options, none of which come from `use`. */
function scene(opened: BrowserOptions) {
  const asked: unknown[][] = [];
  const note = (name: string) => async (what: unknown) => void asked.push([name, what]);
  const port = Object.assign(new FakePagePort(), {
    adjustments: {
      opened,
      setViewport: note("viewport"),
      emulateMedia: note("media"),
      setExtraHeaders: note("headers"),
      setPermissions: note("permissions"),
      setGeolocation: note("position"),
    },
  });
  const actor = new Actor({ use: {} } as never, () => {});
  const { signal } = new AbortController();
  actor.begin({ signal, ports: { commandTimeoutMs: 1000, clock: { now: () => 0 } } } as never);
  const changes = new PageChanges(actor, port as never);
  const parts = new PageParts(actor, port as never);
  return { actor, changes, parts, taken: () => asked.splice(0) };
}

it("undoes a change to what the context was opened with", async () => {
  const { actor, changes, parts, taken } = scene({
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    extraHeaders: { Authorization: "Basic c3RhZ2luZw==" },
    permissions: ["geolocation"],
    geolocation: { latitude: 50, longitude: 8 },
  });
  expect(changes.viewport).toEqual({ width: 390, height: 844 });
  await changes.setViewportSize({ width: 1024, height: 768 });
  await changes.emulateMedia({ reducedMotion: "reduce" });
  await parts.setExtraHeaders({ "x-trace": "1" });
  await parts.grantPermissions(["camera"]);
  await parts.setGeolocation({ latitude: 0, longitude: 0 });
  expect(changes.viewport).toEqual({ width: 1024, height: 768 });
  expect(taken()).toEqual([
    ["viewport", { width: 1024, height: 768 }],
    ["media", { features: { "prefers-color-scheme": "dark", "prefers-reduced-motion": "reduce" } }],
    ["headers", { Authorization: "Basic c3RhZ2luZw==", "x-trace": "1" }],
    ["permissions", ["geolocation", "camera"]],
    ["position", { latitude: 0, longitude: 0 }],
  ]);

  await actor.undoChanges();
  expect(changes.viewport).toEqual({ width: 390, height: 844 });
  expect(taken()).toEqual([
    ["position", { latitude: 50, longitude: 8 }],
    ["permissions", undefined],
    ["permissions", ["geolocation"]],
    ["headers", { Authorization: "Basic c3RhZ2luZw==" }],
    ["media", { media: "", features: { "prefers-color-scheme": "dark" } }],
    ["viewport", undefined],
  ]);
});

it("lets a test replace a header of the context, however it is written", async () => {
  const { parts, taken } = scene({ extraHeaders: { Authorization: "Basic c3RhZ2luZw==" } });
  await parts.setExtraHeaders({ authorization: "Bearer 1" });
  expect(taken()).toEqual([["headers", { authorization: "Bearer 1" }]]);
});

it("grants permissions beside those that are granted, until all are taken away", async () => {
  const { actor, parts, taken } = scene({ permissions: ["geolocation"] });
  await parts.grantPermissions(["camera"], "https://shop.example");
  await parts.grantPermissions(["microphone"], "https://shop.example");
  await parts.clearPermissions();
  await parts.grantPermissions(["camera"]);
  expect(taken().map(([, names]) => names)).toEqual([["camera"], ["camera", "microphone"], undefined, ["camera"]]);
  await actor.undoChanges();
  taken();
  await parts.grantPermissions(["camera"]);
  expect(taken()).toEqual([["permissions", ["geolocation", "camera"]]]);
});
