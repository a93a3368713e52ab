import type { Protocol } from "devtools-protocol";
import type { ResourceType } from "../../scenario/ports/network.js";

/** The browser's names of resource types, as Playwright translates them; all others are `other`. */
const NAMES: Partial<Record<Protocol.Network.ResourceType, ResourceType>> = {
  Document: "document",
  Stylesheet: "stylesheet",
  Image: "image",
  Media: "media",
  Font: "font",
  Script: "script",
  TextTrack: "texttrack",
  XHR: "xhr",
  Fetch: "fetch",
  EventSource: "eventsource",
  Manifest: "manifest",
  Ping: "ping",
  CSPViolationReport: "cspreport",
};

export function resourceType(type: Protocol.Network.ResourceType): ResourceType {
  return NAMES[type] ?? "other";
}
